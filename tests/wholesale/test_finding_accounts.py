"""Staff find an account by a whole e-mail address or registration number, and nothing keeps what they typed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from shopify_app.audit import actions as audit
from shopify_app.audit.models import AuditEntry
from shopify_app.core.runtime import Runtime
from shopify_app.people.rules import Identity
from shopify_app.wholesale.accounts import actions, forgetting
from shopify_app.wholesale.accounts.applications import Application, Details, read_form
from shopify_app.wholesale.accounts.models import TradeAccount
from shopify_app.wholesale.accounts.rules import APPROVED, CLOSED, FILE
from tests.builders import an_app, an_installed_shop, id_token, record_order
from tests.conftest import API_KEY, OTHER_SHOP, SECRET, SHOP

FORM = {
    "company": "Example Trading",
    "country": "SA",
    "registration": "1010123456",
    "contact_name": "Nadia Example",
    "email": "nadia@example.com",
    "phone": "+966500000123",
}
STAFF = "90071992547409931"
NONE = "No trade account has this e-mail address or registration number."


@pytest.fixture
def shop_id(runtime: Runtime) -> int:
    """A shop with traders."""
    return an_installed_shop(runtime, SHOP)


@pytest.fixture
def client(runtime: Runtime, shop_id: int) -> FlaskClient:
    """A member of its staff."""
    assert shop_id
    client = an_app(runtime).test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {id_token(SHOP, API_KEY, SECRET)}"
    return client


def an_account(runtime: Runtime, shop_id: int, customer_id: int | None = None, **changes: str) -> int:
    application, problems = read_form({**FORM, **changes})
    assert application is not None, problems
    with runtime.transaction() as tx:
        account_id = actions.apply(tx, shop_id, application, customer_id)
    assert account_id is not None
    return account_id


def find(client: FlaskClient, typed: str) -> TestResponse:
    return client.post("/wholesale/traders/find", data={"sought": typed})


def led_to(client: FlaskClient, typed: str) -> str:
    answer = find(client, typed)
    assert answer.status_code == 200, answer.text
    return str(answer.get_json()["go"])


def searches(runtime: Runtime, shop_id: int) -> list[tuple[str, str, dict[str, object]]]:
    with runtime.snapshot() as tx:
        assert audit.first_broken(tx, shop_id) is None
        chosen = select(AuditEntry).where(AuditEntry.shop_id == shop_id, AuditEntry.event == "trade_account:searched")
        return [(one.subject, one.actor, one.details) for one in tx.session.scalars(chosen.order_by(AuditEntry.number))]


@pytest.mark.parametrize(
    "typed",
    [
        *("nadia@example.com", "  Nadia@Example.COM\n", "ｎadia@example.com", "\u200enadia@example.com"),
        *("1010123456", "1010 123-456", "١٠١٠١٢٣٤٥٦", "\u200f1010123456", "1010123456\0"),
    ],
)
def test_an_account_is_found_however_its_address_or_number_is_written(
    runtime: Runtime, client: FlaskClient, shop_id: int, typed: str
):
    """As the application is read, so is the search. The person is known by a number here, not by the address."""
    an_account(runtime, shop_id, email="other@example.com", registration="4030123456")
    account_id = an_account(runtime, shop_id, 7_000_000_001_001)

    assert led_to(client, typed) == f"/wholesale/traders/{account_id}"
    assert client.get(led_to(client, typed)).status_code == 200


@pytest.mark.parametrize(
    "typed",
    ["adia@example.com", "nadia@example.co", "101012345", "0123456", "Example Trading", "Nadia", "SA/1010123456"],
)
def test_a_part_of_it_and_a_name_find_nothing(runtime: Runtime, client: FlaskClient, shop_id: int, typed: str):
    an_account(runtime, shop_id)
    answer = find(client, typed)

    assert (answer.status_code, answer.get_json()) == (404, {"error": NONE})


@pytest.mark.parametrize(("country", "number"), [("MA", "001234567000089"), ("ZZ", "12/345.6"), ("DE", "HRB 12345")])
def test_the_country_of_a_number_need_not_be_typed(
    runtime: Runtime, client: FlaskClient, shop_id: int, country: str, number: str
):
    an_account(runtime, shop_id)
    account_id = an_account(runtime, shop_id, email="other@example.com", country=country, registration=number)

    assert led_to(client, number.lower()) == f"/wholesale/traders/{account_id}"


def test_who_is_known_by_another_address_is_found_by_both(runtime: Runtime, client: FlaskClient, shop_id: int):
    """The account names one address, the person's orders the other."""
    account_id = an_account(runtime, shop_id, 7_000_000_001_001)
    with runtime.transaction() as tx:
        record_order(tx, shop_id, 1001)

    assert led_to(client, "nadia@example.com") == f"/wholesale/traders/{account_id}"
    assert led_to(client, "buyer1001@example.com") == f"/wholesale/traders/{account_id}"


def test_a_trader_taken_over_by_number_alone_is_found_by_the_address_of_the_orders(
    runtime: Runtime, client: FlaskClient, shop_id: int
):
    """Such an account has no fingerprint of its own."""
    with runtime.transaction() as tx:
        record_order(tx, shop_id, 1001)
    account_id = taken_over(runtime, shop_id, 7_000_000_001_001)

    assert led_to(client, "buyer1001@example.com") == f"/wholesale/traders/{account_id}"


def taken_over(runtime: Runtime, shop_id: int, customer_id: int) -> int:
    with runtime.transaction() as tx:
        nothing, how = Application(Details(), None, None), {"state": APPROVED, "source": FILE, "actor": "staff 1"}
        return actions.open_account(tx, shop_id, Identity(customer_id), nothing, **how)


def test_of_several_one_that_stands_is_found_then_the_newest(runtime: Runtime, client: FlaskClient, shop_id: int):
    first = an_account(runtime, shop_id)
    end(runtime, shop_id, first)
    second = an_account(runtime, shop_id)
    assert led_to(client, FORM["email"]) == led_to(client, FORM["registration"]) == f"/wholesale/traders/{second}"
    end(runtime, shop_id, second)
    assert led_to(client, FORM["email"]) == f"/wholesale/traders/{second}"
    with runtime.transaction() as tx:
        tx.session.get_one(TradeAccount, first).state = APPROVED
    assert led_to(client, FORM["email"]) == led_to(client, FORM["registration"]) == f"/wholesale/traders/{first}"


def end(runtime: Runtime, shop_id: int, account_id: int) -> None:
    with runtime.transaction() as tx:
        actions.change(tx, shop_id, account_id, CLOSED, actor="staff 1", reason="other")


def test_the_accounts_own_address_goes_before_one_of_its_person(runtime: Runtime, client: FlaskClient, shop_id: int):
    """Anybody may type any address into the form: two accounts can lead to one."""
    own = an_account(runtime, shop_id, 7_000_000_000_001, email="buyer1001@example.com")
    with runtime.transaction() as tx:
        record_order(tx, shop_id, 1001)
    taken_over(runtime, shop_id, 7_000_000_001_001)

    assert led_to(client, "buyer1001@example.com") == f"/wholesale/traders/{own}"


def test_another_shops_accounts_and_erased_ones_are_not_found(runtime: Runtime, client: FlaskClient, shop_id: int):
    other = an_installed_shop(runtime, OTHER_SHOP)
    an_account(runtime, other)
    assert find(client, FORM["email"]).status_code == find(client, FORM["registration"]).status_code == 404
    account_id = an_account(runtime, shop_id)
    with runtime.transaction() as tx:
        forgetting.empty_person(tx, shop_id, [tx.session.get_one(TradeAccount, account_id).person_id])
        tx.session.flush()
    assert find(client, FORM["registration"]).status_code == 404


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Type an e-mail address or a registration number."),
        (" \n\u200b\0", "Type an e-mail address or a registration number."),
        ("x" * 201, "That is too long. An address or number has at most 200 characters."),
        ("x@" + "y" * 200_000, "That is too long. An address or number has at most 200 characters."),
        ("nadia@", "This is not an e-mail address. Type all of it: a part finds nothing."),
        ("nadia\0@example.com", "This is not an e-mail address. Type all of it: a part finds nothing."),
        ("a@example.com, b@example.com", "This is not an e-mail address. Type all of it: a part finds nothing."),
    ],
    ids=["empty", "unseen", "long", "very long", "part", "nul", "two"],
)
def test_what_cannot_be_found_is_said_plainly(
    runtime: Runtime, client: FlaskClient, shop_id: int, typed: str, said: str
):
    an_account(runtime, shop_id)
    answer = find(client, typed)

    assert (answer.status_code, answer.get_json()) == (400, {"error": said})
    assert searches(runtime, shop_id) == []


def test_a_form_without_the_field_is_an_empty_one(client: FlaskClient):
    assert client.post("/wholesale/traders/find").status_code == 400
    assert client.post("/wholesale/traders/find?sought=nadia@example.com").status_code == 400


def test_a_search_is_on_the_trail_found_or_not(runtime: Runtime, client: FlaskClient, shop_id: int):
    account_id = an_account(runtime, shop_id)
    find(client, FORM["email"])
    find(client, "nobody@example.com")

    assert searches(runtime, shop_id) == [
        (f"trade account {account_id}", f"staff {STAFF}", {"found": True}),
        ("trade accounts", f"staff {STAFF}", {"found": False}),
    ]


def test_nothing_keeps_what_was_typed(
    runtime: Runtime,
    client: FlaskClient,
    shop_id: int,
    dump_database: Callable[[], str],
    caplog: pytest.LogCaptureFixture,
):
    caplog.set_level("DEBUG")
    an_account(runtime, shop_id)
    typed = [FORM["email"], FORM["registration"], "nobody@example.com", "4030999999", "half@", "z" * 201]
    answers = [find(client, one) for one in typed]
    left = dump_database() + caplog.text + repr([*runtime.redis.scan_iter("*")])
    left += "".join(answer.text + repr(answer.headers) for answer in answers)

    assert [answer.status_code for answer in answers] == [200, 200, 404, 404, 400, 400]
    assert [one for one in typed if one in left] == []


@pytest.mark.parametrize("path", ["/wholesale/traders", "/wholesale/applications"])
def test_the_lists_have_the_form_and_it_is_posted(client: FlaskClient, path: str):
    page = client.get(path).text

    assert '<form method="post" data-send="/wholesale/traders/find"' in page
    assert 'commandfor="find" command="--show"' in page
