"""The gate before personal data: who opens them says what for; what leaves is in the register, never what it said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from shopify_app.audit.models import AuditEntry
from shopify_app.core.errors import ConflictError, ForbiddenError, NotFoundError
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Runtime, Transaction
from shopify_app.disclosures import demands, named
from shopify_app.disclosures.actions import (
    DisclosureRefusedError,
    ErasedPersonError,
    MarketingRefusedError,
    disclose,
    open_for_work,
)
from shopify_app.disclosures.lists import Wish, as_csv, list_disclosures, listed, tallies
from shopify_app.disclosures.models import Disclosure
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


ADDRESS = {"ship_to_name": "Salma Example", "ship_to_address": "1 Palm Street, Riyadh", "ship_to_phone": ""}
TO_CARRIER: dict[str, Any] = {
    "recipient": "carrier",
    "purpose": "delivery",
    "subject": "order 5",
    "country": "SA",
    "actor": "staff 1",
    "fields": ADDRESS,
}


def give(runtime: Runtime, shop_id: int, person_id: int | None, **changes: Any) -> dict[str, Any]:
    """To the carrier, unless told otherwise."""
    with runtime.transaction() as tx:
        return disclose(tx, shop_id, person_id=person_id, **{**TO_CARRIER, **changes})


def register(runtime: Runtime, shop_id: int, **wish: Any) -> list[Disclosure]:
    with runtime.snapshot() as tx:
        return list(list_disclosures(tx, shop_id, Wish(**wish)).rows)


class TestLeaving:
    def test_what_leaves_is_in_the_register_without_what_it_said(
        self, runtime: Runtime, shop_id: int, salma: int, dump_database: Callable[[], str]
    ):
        given = give(runtime, shop_id, salma, named="Desert Express")

        assert given == {name: text for name, text in ADDRESS.items() if text}
        (row,) = register(runtime, shop_id)
        assert (row.recipient, row.named, row.purpose, row.country) == ("carrier", "Desert Express", "delivery", "SA")
        assert (row.subject, row.person_id, row.actor, row.exception) == ("order 5", salma, "staff 1", None)
        assert (row.fields, row.basis) == (["ship_to_address", "ship_to_name"], "contract with the buyer")
        with runtime.snapshot() as tx:
            (entry,) = trail(tx, "disclosure:made")
        assert (entry.subject, entry.details["fields"]) == ("order 5", row.fields)
        dump = dump_database()
        assert [word for word in ("Salma", "Palm Street", "Riyadh", "salma@") if word in dump] == []

    def test_when_the_rest_of_the_transaction_fails_nothing_left_and_nothing_is_registered(
        self, runtime: Runtime, shop_id: int, salma: int
    ):
        with pytest.raises(ZeroDivisionError), runtime.transaction() as tx:
            disclose(tx, shop_id, person_id=salma, **TO_CARRIER)
            raise ZeroDivisionError

        assert register(runtime, shop_id) == []

    def test_a_refusal_lets_nothing_leave_and_is_on_the_trail_without_what_it_was(
        self, runtime: Runtime, shop_id: int, salma: int, dump_database: Callable[[], str]
    ):
        """Although the transaction it was tried in is rolled back."""
        refused: dict[str, dict[str, Any]] = {
            "field": {"fields": {**ADDRESS, "email": "salma@example.com"}},
            "purpose": {"purpose": "customs"},
            "recipient": {"recipient": "a friend"},
            "exception": {"exception": "court order"},
            "country": {"country": None},
            "marketing": {"purpose": "newsletter"},
        }
        for why, changes in refused.items():
            with pytest.raises(DisclosureRefusedError) as error:
                give(runtime, shop_id, salma, **changes)
            assert isinstance(error.value, MarketingRefusedError) is (why == "marketing")
            told = str(error.value)
            assert not any(text and text in told for text in (*ADDRESS.values(), "salma@example.com"))

        assert register(runtime, shop_id) == []
        with runtime.snapshot() as tx:
            entries = trail(tx, "disclosure:refused")
        assert [entry.details["why"] for entry in entries] == list(refused)
        assert {(entry.actor, entry.subject) for entry in entries} == {("staff 1", "order 5")}
        assert "salma@example.com" not in dump_database()

    def test_a_subject_that_could_hold_a_name_is_a_mistake_of_ours(self, runtime: Runtime, shop_id: int, salma: int):
        with pytest.raises(ValueError, match="a word of ours and a number"):
            give(runtime, shop_id, salma, subject="order of Salma")

    def test_nothing_is_no_disclosure(self, runtime: Runtime, shop_id: int, salma: int):
        assert give(runtime, shop_id, salma, fields={"ship_to_name": "", "ship_to_phone": None}) == {}
        assert register(runtime, shop_id) == []

    def test_a_person_of_another_shop_is_nobody_here(self, runtime: Runtime, salma: int):
        other = an_installed_shop(runtime, OTHER_SHOP)

        with pytest.raises(NotFoundError):
            give(runtime, other, salma)


class TestRegister:
    @pytest.fixture
    def filled(self, runtime: Runtime, shop_id: int, salma: int) -> int:
        """Three entries: two orders to the carrier, one order's papers to customs."""
        give(runtime, shop_id, salma)
        give(runtime, shop_id, None, subject="order 6", fields={"ship_to_company": "Rimal Trading"})
        customs = {"recipient": "customs authority", "purpose": "customs", "exception": "customs papers"}
        give(runtime, shop_id, salma, **customs, named="=cmd()")
        return shop_id

    def test_it_is_filtered(self, runtime: Runtime, filled: int):
        customs, carrier = "customs authority", "carrier"
        wishes: list[tuple[dict[str, Any], list[str]]] = [
            ({}, [customs, carrier, carrier]),
            ({"recipient": "carrier"}, [carrier, carrier]),
            ({"purpose": "customs"}, [customs]),
            ({"subjects": frozenset({"order 6", "order 9"})}, [carrier]),
            ({"subjects": frozenset[str]()}, []),
            ({"only_exceptions": True}, [customs]),
            ({"recipient": "nonsense"}, [customs, carrier, carrier]),
        ]

        assert [[row.recipient for row in register(runtime, filled, **wish)] for wish, _ in wishes] == [
            found for _, found in wishes
        ]

    def test_the_period_counts_its_first_and_its_last_moment(self, runtime: Runtime, filled: int):
        at = register(runtime, filled)[1].at

        assert len(register(runtime, filled, since=at, until=at)) == 1

    def test_the_person_is_told_who_received_what_and_when_and_by_which_company(
        self, runtime: Runtime, filled: int, salma: int
    ):
        """Where the company is not known, those that the shop worked with then (CJEU C-154/21)."""
        with runtime.transaction() as tx:
            named.add_recipient(tx, filled, A_CARRIER, actor="staff 1")
        give(runtime, filled, salma, subject="order 8")
        with runtime.snapshot() as tx:
            early, papers, late = listed(tx, filled, salma)

        assert (early["recipient"], early["named"], early["fields"]) == (
            "Carrier",
            [],
            ["ship_to_address", "ship_to_name"],
        )
        assert "exporter" in papers["exception"]
        assert (late["named"], late["about"], late["why"]) == (["Desert Express"], "order 8", "Deliver what was bought")

    def test_the_file_has_every_entry_and_no_formula(self, runtime: Runtime, filled: int):
        with runtime.snapshot() as tx:
            lines = as_csv(tx, filled, Wish(only_exceptions=True)).splitlines()

        assert len(lines) == 2
        assert "'=cmd()" in lines[1]

    def test_it_outlives_the_persons_erasure_and_names_nobody(
        self, runtime: Runtime, filled: int, salma: int, dump_database: Callable[[], str]
    ):
        with runtime.transaction() as tx:
            people.erase(tx, filled, [salma])

        assert [row.person_id for row in register(runtime, filled, recipient="customs authority")] == [salma]
        assert "Salma" not in dump_database()

    def test_another_shop_sees_nothing_of_it(self, runtime: Runtime, filled: int, salma: int):
        other = an_installed_shop(runtime, OTHER_SHOP)

        assert register(runtime, other) == []
        with runtime.snapshot() as tx:
            assert (tallies(tx, other), listed(tx, other, salma)) == ({}, [])
            assert {key: tally.times for key, tally in tallies(tx, filled).items()} == {
                "carrier": 2,
                "customs authority": 1,
            }


A_CARRIER = {
    "kind": "carrier",
    "name": "Desert Express",
    "country": "sa",
    "purpose": "delivery",
    "obligation": "Contract of 3 March 2026, section 9",
}


class TestCompaniesByName:
    def test_a_company_is_put_on_the_list_and_taken_off_it(self, runtime: Runtime, shop_id: int):
        with runtime.transaction() as tx:
            number = named.add_recipient(tx, shop_id, A_CARRIER, actor="staff 1").id
        with pytest.raises(ConflictError), runtime.transaction() as tx:
            named.add_recipient(tx, shop_id, A_CARRIER, actor="staff 1")
        with runtime.transaction() as tx:
            named.end_recipient(tx, shop_id, number, actor="staff 2")
            named.end_recipient(tx, shop_id, number, actor="staff 3")

        with runtime.snapshot() as tx:
            (row,) = named.all_named(tx, shop_id)
            assert (row.country, row.ended_by) == ("SA", "staff 2")
            assert len(trail(tx, "recipient:ended")) == 1

    def test_a_company_that_would_use_the_data_for_marketing_is_refused_and_that_is_recorded(
        self, runtime: Runtime, shop_id: int
    ):
        for field in ("purpose", "obligation"):
            with pytest.raises(ForbiddenError, match="never given away"), runtime.transaction() as tx:
                named.add_recipient(tx, shop_id, {**A_CARRIER, field: "newsletter"}, actor="staff 1")

        with runtime.snapshot() as tx:
            assert named.all_named(tx, shop_id) == []
            told = [(entry.actor, entry.details) for entry in trail(tx, "recipient:refused")]
        assert told == [("staff 1", {"why": "marketing"})] * 2

    def test_another_shop_ends_nothing_here(self, runtime: Runtime, shop_id: int):
        with runtime.transaction() as tx:
            number = named.add_recipient(tx, shop_id, A_CARRIER, actor="staff 1").id
        other = an_installed_shop(runtime, OTHER_SHOP)

        with pytest.raises(NotFoundError), runtime.transaction() as tx:
            named.end_recipient(tx, other, number, actor="staff 1")


A_DEMAND = {"authority": "Court of Riyadh", "law": "Law of procedure, article 12", "reference": "R-77", "country": "SA"}
HELD = {"name": "Salma Example", "email": "salma@example.com", "ship_to_address": "1 Palm Street, Riyadh"}


class TestDemandsOfAuthorities:
    @pytest.fixture
    def demand(self, runtime: Runtime, shop_id: int, salma: int) -> int:
        """A court asks for Salma's name and telephone; one of the staff has recorded it."""
        with runtime.transaction() as tx:
            how = {"subject": "order 5", "person_id": salma, "actor": "staff 1"}
            return demands.record_demand(tx, shop_id, A_DEMAND, ["name", "phone"], **how).id

    def answered(self, runtime: Runtime, shop_id: int, demand: int, actor: str) -> dict[str, Any]:
        with runtime.transaction() as tx:
            return demands.answer(tx, shop_id, demand, HELD, decision="Checked by counsel", actor=actor)

    def test_it_is_given_what_it_asks_for_by_a_second_person_and_is_in_the_register_as_an_exception(
        self, runtime: Runtime, shop_id: int, demand: int, dump_database: Callable[[], str]
    ):
        given = self.answered(runtime, shop_id, demand, "staff 2")

        assert given == {"name": "Salma Example"}
        (row,) = register(runtime, shop_id, only_exceptions=True)
        assert (row.recipient, row.exception, row.fields, row.actor) == (
            "authority",
            "court order",
            ["name"],
            "staff 2",
        )
        with runtime.snapshot() as tx:
            words = demands.words_of(tx, demands.get_demand(tx, shop_id, demand))
        assert (words.authority, words.decision) == ("Court of Riyadh", "Checked by counsel")
        dump = dump_database()
        assert [word for word in ("Salma", "Court of Riyadh", "R-77", "counsel") if word in dump] == []

    def test_what_the_law_forbids_to_tell_is_in_the_register_and_not_in_the_persons_report(
        self, runtime: Runtime, shop_id: int, salma: int
    ):
        with runtime.transaction() as tx:
            how = {"subject": "order 5", "person_id": salma, "actor": "staff 1"}
            secret = demands.record_demand(tx, shop_id, {**A_DEMAND, "secret": "yes"}, ["name"], **how).id
        self.answered(runtime, shop_id, secret, "staff 2")

        assert [row.is_secret for row in register(runtime, shop_id)] == [True]
        with runtime.snapshot() as tx:
            assert listed(tx, shop_id, salma) == []

    def test_who_recorded_it_neither_answers_nor_refuses_it(self, runtime: Runtime, shop_id: int, demand: int):
        with pytest.raises(ForbiddenError, match="two people"):
            self.answered(runtime, shop_id, demand, "staff 1")
        with pytest.raises(ForbiddenError, match="two people"), runtime.transaction() as tx:
            demands.refuse(tx, shop_id, demand, decision="No law", actor="staff 1")

        assert register(runtime, shop_id) == []

    def test_it_is_decided_once(self, runtime: Runtime, shop_id: int, demand: int):
        with runtime.transaction() as tx:
            demands.refuse(tx, shop_id, demand, decision="No law is named", actor="staff 2")
        with pytest.raises(ConflictError):
            self.answered(runtime, shop_id, demand, "staff 3")

        assert register(runtime, shop_id) == []

    def test_nothing_held_is_nothing_given_and_leaves_it_open(self, runtime: Runtime, shop_id: int, demand: int):
        with pytest.raises(NotFoundError, match="Nothing of what"), runtime.transaction() as tx:
            demands.answer(tx, shop_id, demand, {}, decision="Checked", actor="staff 2")

        with runtime.snapshot() as tx:
            assert demands.get_demand(tx, shop_id, demand).decided_at is None

    def test_another_shop_sees_none_of_it(self, runtime: Runtime, demand: int):
        other = an_installed_shop(runtime, OTHER_SHOP)

        with runtime.snapshot() as tx:
            assert demands.list_demands(tx, other, 1).rows == []
        with pytest.raises(NotFoundError):
            self.answered(runtime, other, demand, "staff 2")
