"""People: found or made in bulk, each under a key of their own, gone once that is destroyed."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from shopify_app.core.crypto import UnsealableError
from shopify_app.core.errors import NotFoundError
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Runtime, Transaction
from shopify_app.people import actions as people
from shopify_app.people.actions import Contact, KeyedPerson
from shopify_app.people.models import Alias, Person
from shopify_app.people.rules import Identity
from tests.builders import a_shop, an_installed_shop, record_order
from tests.conftest import OTHER_SHOP, SHOP

SALMA = Identity(7, "salma@example.com", "+966501234567")
EVERYTHING = Contact(7, "Salma Example", "salma@example.com", "+966501234567")


def find(runtime: Runtime, shop_id: int, *identities: Identity) -> list[KeyedPerson | None]:
    with runtime.transaction() as tx:
        lock_shop(tx, shop_id)
        return people.find_or_make(tx, shop_id, identities)


def ids(persons: Sequence[KeyedPerson | None]) -> list[int | None]:
    return [person.id if person else None for person in persons]


def find_all(runtime: Runtime, shop_id: int, identity: Identity) -> list[int]:
    with runtime.snapshot() as tx:
        return people.find_all(tx, shop_id, identity)


def count(tx: Transaction, model: type) -> int:
    return tx.session.scalar(select(func.count()).select_from(model)) or 0


class TestFindingAndMaking:
    def test_a_new_identity_is_a_new_person_and_the_next_time_the_same_one(self, runtime: Runtime):
        shop_id = a_shop(runtime)
        (first,) = find(runtime, shop_id, SALMA)
        (again,) = find(runtime, shop_id, SALMA)

        assert first is not None
        assert again is not None
        assert again.id == first.id
        assert again.open("a place", first.seal("a place", b"plain")) == b"plain"

    def test_answers_come_in_the_order_of_the_questions(self, runtime: Runtime):
        shop_id = a_shop(runtime)
        asked = [Identity(2), Identity(), Identity(1), Identity(2), Identity(3), Identity(1)]
        known = ids(find(runtime, shop_id, Identity(1)))
        found = ids(find(runtime, shop_id, *asked))

        assert found[1] is None
        assert found[2] == found[5] == known[0]
        assert found[0] == found[3]
        assert len(set(found)) == 4

    def test_nobody_asked_for_is_nobody_made(self, runtime: Runtime):
        shop_id = a_shop(runtime)

        assert find(runtime, shop_id) == []
        assert find(runtime, shop_id, Identity(), Identity(email="no mailbox")) == [None, None]
        with runtime.snapshot() as tx:
            assert count(tx, Person) == 0

    def test_a_guest_is_known_by_mail_and_else_by_telephone(self, runtime: Runtime):
        shop_id = a_shop(runtime)
        by_mail, by_phone = find(runtime, shop_id, Identity(email="a@example.com"), Identity(phone="+966501234567"))
        again = find(runtime, shop_id, Identity(email="A@Example.com "), Identity(phone="00966 50 123 4567"))

        assert ids(again) == ids([by_mail, by_phone])
        assert by_mail != by_phone

    def test_a_customer_is_recognised_by_mail_once_seen_with_it(self, runtime: Runtime):
        shop_id = a_shop(runtime)
        (salma,) = ids(find(runtime, shop_id, SALMA))

        assert ids(find(runtime, shop_id, Identity(email="salma@example.com"))) == [salma]
        assert ids(find(runtime, shop_id, Identity(phone="+966501234567"))) == [salma]

    def test_two_customers_who_share_a_mailbox_stay_two(self, runtime: Runtime):
        """A family, or an office: joining two people cannot be undone."""
        shop_id = a_shop(runtime)
        one, other = ids(find(runtime, shop_id, Identity(1, "us@example.com"), Identity(2, "us@example.com")))

        assert one != other
        assert ids(find(runtime, shop_id, Identity(2, "us@example.com"), Identity(email="us@example.com"))) == [
            other,
            one,
        ]

    def test_a_guest_who_opens_an_account_is_a_new_person_found_by_the_same_mail(self, runtime: Runtime):
        shop_id = a_shop(runtime)
        (guest,) = ids(find(runtime, shop_id, Identity(email="a@example.com")))
        (customer,) = ids(find(runtime, shop_id, Identity(7, "a@example.com")))

        assert guest != customer
        assert find_all(runtime, shop_id, Identity(7, "a@example.com")) == sorted([guest, customer])

    def test_a_shop_knows_nobody_of_another_shop(self, runtime: Runtime):
        shop_id, other_id = a_shop(runtime), a_shop(runtime, OTHER_SHOP)
        (here,) = find(runtime, shop_id, SALMA)
        (there,) = find(runtime, other_id, SALMA)

        assert here is not None
        assert there is not None
        assert here.id != there.id
        with pytest.raises(UnsealableError):
            there.open("a place", here.seal("a place", b"plain"))
        with runtime.snapshot() as tx:
            assert people.load(tx, other_id, [here.id]) == {}
            assert people.status(tx, other_id, here.id) is None

    def test_the_same_fingerprint_in_two_shops_looks_different(self, runtime: Runtime):
        shop_id, other_id = a_shop(runtime), a_shop(runtime, OTHER_SHOP)
        find(runtime, shop_id, SALMA)
        find(runtime, other_id, SALMA)
        with runtime.snapshot() as tx:
            prints = list(tx.session.scalars(select(Alias.fingerprint)))

        assert len(prints) == len(set(prints)) == 6


identities = st.builds(
    Identity,
    st.none() | st.integers(min_value=1, max_value=3),
    st.none() | st.sampled_from(["a@example.com", "b@example.com"]),
    st.none() | st.sampled_from(["+966501111111", "+966502222222"]),
)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.lists(identities, min_size=1, max_size=6))
def test_a_batch_makes_the_same_people_as_its_parts_one_by_one(runtime: Runtime, asked: list[Identity]):
    """How many deliveries a worker takes at once must not decide who is who."""
    shops = [a_shop(runtime, f"{uuid.uuid4().hex}.myshopify.com") for _ in range(2)]
    together = ids(find(runtime, shops[0], *asked))
    apart = [ids(find(runtime, shops[1], identity))[0] for identity in asked]

    assert pattern(together) == pattern(apart)


def pattern(people_ids: list[int | None]) -> list[int | None]:
    """The same people at the same places, whatever their numbers."""
    seen: dict[int, int] = {}
    return [None if number is None else seen.setdefault(number, len(seen)) for number in people_ids]


class TestContacts:
    def test_what_is_known_is_sealed_under_the_persons_own_key(self, runtime: Runtime):
        shop_id = a_shop(runtime)
        salma, other = find(runtime, shop_id, SALMA, Identity(8))
        assert salma is not None
        assert other is not None
        with runtime.transaction() as tx:
            people.keep_contacts(tx, [(salma, EVERYTHING), (other, Contact(8))])
        with runtime.snapshot() as tx:
            assert people.open_contact(tx, salma) == EVERYTHING
            assert people.open_contact(tx, other) == Contact(8)
            sealed = tx.session.get_one(Person, salma.id).contact
        assert sealed is not None
        with pytest.raises(UnsealableError):
            other.open("person/contact", sealed)

    def test_what_is_newer_replaces_what_was_known(self, runtime: Runtime):
        shop_id = a_shop(runtime)
        (salma,) = find(runtime, shop_id, SALMA)
        assert salma is not None
        for contact in (EVERYTHING, Contact(7, "Salma Other")):
            with runtime.transaction() as tx:
                people.keep_contacts(tx, [(salma, contact)])
        with runtime.snapshot() as tx:
            assert people.open_contact(tx, salma) == Contact(7, "Salma Other")

    def test_of_somebody_new_nothing_is_known(self, runtime: Runtime):
        shop_id = a_shop(runtime)
        (salma,) = find(runtime, shop_id, SALMA)
        assert salma is not None
        with runtime.transaction() as tx:
            people.keep_contacts(tx, [])
            assert people.open_contact(tx, salma) == Contact()

    def test_what_is_sealed_for_one_place_opens_nowhere_else(self, runtime: Runtime):
        shop_id = a_shop(runtime)
        (salma,) = find(runtime, shop_id, SALMA)
        assert salma is not None
        with pytest.raises(UnsealableError):
            salma.open("another place", salma.seal("a place", b"plain"))


class TestErasure:
    def test_an_erased_person_is_found_by_nothing_and_nothing_of_them_opens(self, runtime: Runtime):
        shop_id = a_shop(runtime)
        (salma,) = find(runtime, shop_id, SALMA)
        assert salma is not None
        with runtime.transaction() as tx:
            people.keep_contacts(tx, [(salma, EVERYTHING)])
        with runtime.transaction() as tx:
            assert people.erase(tx, shop_id, [salma.id]) == {"keys": 1, "fingerprints": 3}
        with runtime.snapshot() as tx:
            row, state = tx.session.get_one(Person, salma.id), people.status(tx, shop_id, salma.id)
            assert (row.wrapped_key, row.contact) == (None, None)
            assert people.load(tx, shop_id, [salma.id]) == {}
        assert state is not None
        assert state.erased_at is not None
        assert find_all(runtime, shop_id, SALMA) == []

    def test_erasing_again_changes_nothing(self, runtime: Runtime):
        shop_id = a_shop(runtime)
        (number,) = ids(find(runtime, shop_id, SALMA))
        assert number is not None
        with runtime.transaction() as tx:
            people.erase(tx, shop_id, [number])
            first = people.status(tx, shop_id, number)
        with runtime.transaction() as tx:
            assert people.erase(tx, shop_id, [number]) == {"keys": 0, "fingerprints": 0}
            assert people.erase(tx, shop_id, []) == {"keys": 0, "fingerprints": 0}
            assert people.status(tx, shop_id, number) == first

    def test_only_the_people_named_are_erased_and_only_in_this_shop(self, runtime: Runtime):
        shop_id, other_id = a_shop(runtime), a_shop(runtime, OTHER_SHOP)
        salma, friend = ids(find(runtime, shop_id, SALMA, Identity(8, "friend@example.com")))
        assert salma is not None
        with runtime.transaction() as tx:
            assert people.erase(tx, other_id, [salma]) == {"keys": 0, "fingerprints": 0}
            people.erase(tx, shop_id, [salma])

        assert find_all(runtime, shop_id, Identity(8)) == [friend]

    def test_who_comes_back_after_the_erasure_is_a_new_person(self, runtime: Runtime):
        shop_id = a_shop(runtime)
        (before,) = ids(find(runtime, shop_id, SALMA))
        assert before is not None
        with runtime.transaction() as tx:
            people.erase(tx, shop_id, [before])
        (after,) = ids(find(runtime, shop_id, SALMA))

        assert after not in {None, before}

    def test_an_erasure_that_rolled_back_erased_nothing(self, runtime: Runtime):
        shop_id = a_shop(runtime)
        (salma,) = ids(find(runtime, shop_id, SALMA))
        assert salma is not None
        with pytest.raises(NotFoundError), runtime.transaction() as tx:
            people.erase(tx, shop_id, [salma])
            raise NotFoundError

        assert find_all(runtime, shop_id, SALMA) == [salma]


def test_no_personal_byte_is_readable_in_the_raw_database(runtime: Runtime, dump_database: Callable[[], str]):
    """Promise MA-2.1. The whole database as its own tools dump it, and the file itself with its log."""
    shop_id = an_installed_shop(runtime, SHOP)
    address = {
        "name": "Zaynab Consignee",
        "company": "Palm Grove Trading",
        "address1": "77 Saffron Lane",
        "address2": "Floor 9",
        "city": "Marrakesh-Medina",
        "zip": "40071-Z",
        "country_code": "MA",
        "phone": "+212612345678",
    }
    customer = {"id": 7, "first_name": "Zaynab", "last_name": "Buyerfamily", "email": "zaynab@mail.example"}
    with runtime.transaction() as tx:
        record_order(tx, shop_id, customer=customer, shipping_address=address, phone="+212698765432", email=None)
    readable = [
        *(value for name, value in address.items() if name not in {"country_code"}),
        *("Zaynab", "Buyerfamily", "zaynab@mail.example", "212698765432", "212612345678"),
    ]
    dumped = dump_database()

    assert SHOP in dumped
    assert [text for text in readable if text in dumped or text.encode().hex() in dumped.lower()] == []
