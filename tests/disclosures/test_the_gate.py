"""The gate before personal data: who opens them says what for, and each time is on the trail."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from shopify_app.audit.models import AuditEntry
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Runtime, Transaction
from shopify_app.disclosures.actions import ErasedPersonError, open_for_work
from shopify_app.disclosures.rules import WORKS
from shopify_app.people import actions as people
from shopify_app.people.actions import Contact
from shopify_app.people.rules import Identity
from tests.builders import an_installed_shop
from tests.conftest import OTHER_SHOP, SHOP

SALMA = Contact(7, "Salma Example", "salma@example.com")


@pytest.fixture
def shop_id(runtime: Runtime) -> int:
    """A shop that knows Salma."""
    return an_installed_shop(runtime, SHOP)


@pytest.fixture
def salma(runtime: Runtime, shop_id: int) -> int:
    """Our number of her."""
    with runtime.transaction() as tx:
        lock_shop(tx, shop_id)
        (person,) = people.find_or_make(tx, shop_id, [Identity(7)])
        assert person is not None
        people.keep_contacts(tx, [(person, SALMA)])
    return person.id


def trail(tx: Transaction, event: str) -> list[AuditEntry]:
    return list(tx.session.scalars(select(AuditEntry).where(AuditEntry.event == event)))


class TestWorkOfTheSystem:
    def test_it_opens_the_persons_data_and_the_trail_says_for_what(self, runtime: Runtime, shop_id: int, salma: int):
        with runtime.transaction() as tx:
            _, contact = open_for_work(tx, shop_id, salma, "papers")

        assert contact == SALMA
        with runtime.snapshot() as tx:
            (opened,) = trail(tx, "person:opened_for_work")
        assert (opened.subject, opened.actor, opened.details) == (f"person {salma}", "tajir", {"work": "papers"})

    def test_work_that_is_not_on_the_list_opens_nothing(self, runtime: Runtime, shop_id: int, salma: int):
        assert "newsletter" not in WORKS
        with pytest.raises(ValueError, match="unknown work"), runtime.transaction() as tx:
            open_for_work(tx, shop_id, salma, "newsletter")

    def test_of_who_was_erased_nothing_is_left(self, runtime: Runtime, shop_id: int, salma: int):
        with runtime.transaction() as tx:
            people.erase(tx, shop_id, [salma])

        with pytest.raises(ErasedPersonError), runtime.transaction() as tx:
            open_for_work(tx, shop_id, salma, "papers")

    def test_another_shop_opens_nobody_here(self, runtime: Runtime, salma: int):
        other = an_installed_shop(runtime, OTHER_SHOP)

        with pytest.raises(ErasedPersonError), runtime.transaction() as tx:
            open_for_work(tx, other, salma, "papers")
