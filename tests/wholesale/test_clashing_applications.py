"""A stranger who types a trader's registration or address hides nobody: staff see every application, and choose one."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from shopify_app.core.runtime import Runtime
from shopify_app.people import actions as people
from shopify_app.people.models import Alias
from shopify_app.people.rules import Identity
from shopify_app.wholesale.accounts import actions, importing
from shopify_app.wholesale.accounts.actions import AccountExistsError
from shopify_app.wholesale.accounts.applications import Details, read_form
from shopify_app.wholesale.accounts.models import TradeAccount
from shopify_app.wholesale.accounts.prints import PLACES
from shopify_app.wholesale.accounts.rules import APPLIED, APPROVED, CLOSED, REFUSED, SUSPENDED
from tests.builders import an_app, an_installed_shop, id_token, record_order
from tests.conftest import API_KEY, OTHER_SHOP, SECRET, SHOP
from tests.privacy.test_requests import redact, request_data, take
from tests.wholesale.test_trader_imports import a_file, report, run

TRADER = {
    "company": "Example Trading",
    "country": "SA",
    "registration": "1010123456",
    "contact_name": "Nadia Example",
    "email": "nadia@example.com",
    "phone": "+966500000123",
}
STRANGER = {"email": "evil@example.net", "contact_name": "Evil", "phone": "+966511111111"}
CUSTOMER = 7_000_000_001_001


@pytest.fixture
def shop_id(runtime: Runtime) -> int:
    """A shop whose storefront has the form."""
    return an_installed_shop(runtime, SHOP)


@pytest.fixture
def client(runtime: Runtime, shop_id: int) -> FlaskClient:
    """A member of its staff."""
    assert shop_id
    client = an_app(runtime).test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {id_token(SHOP, API_KEY, SECRET)}"
    return client


def apply(runtime: Runtime, shop_id: int, customer_id: int | None = None, **changes: str) -> int | None:
    application, problems = read_form({**TRADER, **changes})
    assert application is not None, problems
    with runtime.transaction() as tx:
        return actions.apply(tx, shop_id, application, customer_id)


def change(runtime: Runtime, shop_id: int, account_id: int | None, state: str) -> None:
    with runtime.transaction() as tx:
        actions.change(tx, shop_id, account_id or 0, state, actor="staff 1", reason="other")


def kept(runtime: Runtime, shop_id: int) -> dict[int, tuple[str, Details]]:
    """Every account's state and what it holds, opened with its own person's key."""
    with runtime.snapshot() as tx:
        chosen = select(TradeAccount).where(TradeAccount.shop_id == shop_id).order_by(TradeAccount.id)
        rows = list(tx.session.scalars(chosen))
        persons = people.load(tx, shop_id, [row.person_id for row in rows])
        return {row.id: (row.state, actions.open_details(persons[row.person_id], row)) for row in rows}


def person_of(runtime: Runtime, account_id: int | None) -> int:
    with runtime.snapshot() as tx:
        return tx.session.get_one(TradeAccount, account_id).person_id


class TestWhatIsKept:
    @pytest.mark.parametrize(
        "strangers", [STRANGER, {"contact_name": "Evil", "phone": "+966511111111"}], ids=["registration", "address too"]
    )
    @pytest.mark.parametrize("customer", [None, CUSTOMER])
    def test_a_strangers_application_hides_the_traders_from_nobody(
        self, runtime: Runtime, shop_id: int, strangers: dict[str, str], customer: int | None
    ):
        first, second = apply(runtime, shop_id, **strangers), apply(runtime, shop_id, customer)

        assert first
        assert second
        held = kept(runtime, shop_id)
        assert [held[one][1].contact_name for one in (first, second)] == ["Evil", "Nadia Example"]
        assert person_of(runtime, first) != person_of(runtime, second)

    def test_no_more_than_a_few_wait_with_one_registration(self, runtime: Runtime, shop_id: int):
        made = [apply(runtime, shop_id, email=f"a{number}@example.com") for number in range(PLACES + 2)]

        assert [one is not None for one in made] == [True] * PLACES + [False] * 2
        assert len(kept(runtime, shop_id)) == PLACES

    def test_no_more_than_a_few_wait_with_one_address(self, runtime: Runtime, shop_id: int):
        made = [apply(runtime, shop_id, registration=f"403012345{number}") for number in range(PLACES + 2)]

        assert [one is not None for one in made] == [True] * PLACES + [False] * 2

    def test_a_refusal_makes_room(self, runtime: Runtime, shop_id: int):
        made = [apply(runtime, shop_id, email=f"a{number}@example.com") for number in range(PLACES)]
        change(runtime, shop_id, made[2], REFUSED)

        assert apply(runtime, shop_id) is not None
        assert apply(runtime, shop_id, email="last@example.com") is None

    def test_a_signed_in_customers_second_one_is_a_repetition_whatever_is_typed(self, runtime: Runtime, shop_id: int):
        apply(runtime, shop_id, CUSTOMER)

        assert apply(runtime, shop_id, CUSTOMER, email="other@example.com", registration="4030123456") is None
        assert len(kept(runtime, shop_id)) == 1

    def test_what_was_typed_with_a_customers_address_makes_room_for_the_customer(self, runtime: Runtime, shop_id: int):
        """The address leads to a customer who bought here. The number is proven, the address was only typed."""
        with runtime.transaction() as tx:
            record_order(tx, shop_id, 1001)
        typed = apply(runtime, shop_id, email="buyer1001@example.com", contact_name="Evil")
        proven = apply(runtime, shop_id, CUSTOMER, email="buyer1001@example.com")

        assert proven
        held = kept(runtime, shop_id)
        assert [held[one or 0][1].contact_name for one in (typed, proven)] == ["Evil", "Nadia Example"]
        with runtime.snapshot() as tx:
            assert people.find_all(tx, shop_id, Identity(CUSTOMER)) == [
                tx.session.get_one(TradeAccount, proven).person_id
            ]
            assert tx.session.scalars(select(Alias).where(Alias.person_id == person_of(runtime, typed))).all() == []
        assert apply(runtime, shop_id, CUSTOMER) is None


class TestDeciding:
    def test_staff_see_who_else_gave_the_same(self, runtime: Runtime, client: FlaskClient, shop_id: int):
        first, second = apply(runtime, shop_id, **STRANGER), apply(runtime, shop_id)
        third = apply(runtime, shop_id, registration="4030123456")
        alone = apply(runtime, shop_id, email="alone@example.com", registration="4030999999")
        page = client.get(f"/wholesale/traders/{second}").text

        assert "Somebody else gave the same" in page
        assert f'href="/wholesale/traders/{first}">Account {first}</s-link> has the same registration number' in page
        assert f'href="/wholesale/traders/{third}">Account {third}</s-link> has the same e-mail address' in page
        assert "nadia@example.com" not in page
        assert "1010123456" not in page
        assert (
            f"Account {second}</s-link> has the same registration number"
            in client.get(f"/wholesale/traders/{first}").text
        )
        assert "Somebody else gave the same" not in client.get(f"/wholesale/traders/{alone}").text

    def test_another_shops_applications_are_no_clash(self, runtime: Runtime, client: FlaskClient, shop_id: int):
        other = an_installed_shop(runtime, OTHER_SHOP)
        apply(runtime, other)

        assert "Somebody else" not in client.get(f"/wholesale/traders/{apply(runtime, shop_id)}").text

    @pytest.mark.parametrize("granted", [(APPROVED,), (APPROVED, SUSPENDED)])
    @pytest.mark.parametrize(
        ("changes", "same"),
        [
            (STRANGER, "registration number"),
            ({"registration": "4030123456"}, "e-mail address"),
            ({"contact_name": "Evil"}, "registration number and e-mail address"),
        ],
    )
    def test_once_one_is_granted_the_other_cannot_be(
        self, runtime: Runtime, shop_id: int, granted: tuple[str, ...], changes: dict[str, str], same: str
    ):
        first, second = apply(runtime, shop_id, **changes), apply(runtime, shop_id)
        for state in granted:
            change(runtime, shop_id, second, state)
        with pytest.raises(AccountExistsError) as refused:
            change(runtime, shop_id, first, APPROVED)

        assert str(refused.value) == (
            f"Account {second} is {granted[-1]} and has the same {same}. "
            "Refuse this application, or close that account first."
        )
        assert kept(runtime, shop_id)[first or 0][0] == APPLIED
        change(runtime, shop_id, second, CLOSED)
        change(runtime, shop_id, first, APPROVED)
        assert kept(runtime, shop_id)[first or 0][0] == APPROVED

    def test_the_granted_one_keeps_others_out_whichever_place_it_had(self, runtime: Runtime, shop_id: int):
        first, second = apply(runtime, shop_id, **STRANGER), apply(runtime, shop_id)
        change(runtime, shop_id, second, APPROVED)
        change(runtime, shop_id, first, REFUSED)

        assert apply(runtime, shop_id, **STRANGER) is None
        assert apply(runtime, shop_id, registration="4030123456") is None

    def test_an_import_leaves_out_whom_staff_granted_whichever_place_it_had(self, runtime: Runtime, shop_id: int):
        first, second = apply(runtime, shop_id, **STRANGER), apply(runtime, shop_id)
        change(runtime, shop_id, second, APPROVED)
        change(runtime, shop_id, first, REFUSED)
        import_id = importing.read_file(runtime, shop_id, a_file("new@example.com,,,SA,1010123456"), "staff 1")
        assert report(runtime, import_id)[0] == {"good": 0, "bad": 1}

    def test_each_is_found_by_address_and_number(self, runtime: Runtime, client: FlaskClient, shop_id: int):
        first, second = apply(runtime, shop_id, **STRANGER), apply(runtime, shop_id, contact_name="Second")
        change(runtime, shop_id, first, REFUSED)
        found = client.post("/wholesale/traders/find", data={"sought": "1010123456"}).get_json()

        assert found == {"go": f"/wholesale/traders/{second}"}


class TestErasing:
    def test_who_is_known_by_the_application_alone_is_told_and_erased(self, runtime: Runtime, shop_id: int):
        """No fingerprint of theirs but the account's own leads there."""
        apply(runtime, shop_id, registration="4030123456")
        apply(runtime, shop_id)
        asked = take(runtime, request_data(runtime, shop_id, Identity(1, "Nadia@example.com")))
        told = [one["details"]["registration"] for held in asked["what_is_held"] for one in held["trade_accounts"]]
        assert sorted(told) == ["1010123456", "4030123456"]
        receipt = redact(runtime, shop_id, Identity(1, "nadia@example.com")).receipt

        assert (receipt["people"], receipt["destroyed"]["trade_accounts"]) == (2, 2)
        with runtime.snapshot() as tx:
            rows = tx.session.scalars(select(TradeAccount)).all()
            assert [(row.state, row.details, row.mail_print) for row in rows] == [(CLOSED, None, None)] * 2

    @pytest.mark.parametrize("number", [1, None])
    def test_a_customer_who_typed_anothers_address_is_not_erased_with_them(
        self, runtime: Runtime, shop_id: int, number: int | None
    ):
        apply(runtime, shop_id, CUSTOMER)
        receipt = redact(runtime, shop_id, Identity(number, "nadia@example.com")).receipt

        assert receipt["result"] == "nothing held"
        assert len(kept(runtime, shop_id)) == 1

    def test_the_run_of_an_import_meets_what_waits(self, runtime: Runtime, shop_id: int):
        import_id = importing.read_file(runtime, shop_id, a_file("new@example.com,,,SA,1010123456"), "staff 1")
        apply(runtime, shop_id)
        run(runtime, shop_id, import_id)

        assert [state for state, _ in kept(runtime, shop_id).values()] == [APPLIED]
