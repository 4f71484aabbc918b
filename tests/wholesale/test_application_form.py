"""The application form on the storefront: who gets in, what is kept, and what nobody is told."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.datastructures import Headers

from shopify_app.audit.models import AuditEntry
from shopify_app.core.runtime import Runtime
from shopify_app.orders.models import Order
from shopify_app.people import actions as people
from shopify_app.people.models import Alias, Person
from shopify_app.wholesale.accounts import actions
from shopify_app.wholesale.accounts.models import AccountChange, TradeAccount
from shopify_app.wholesale.accounts.proxy import APPLICATIONS
from shopify_app.wholesale.accounts.rules import APPROVED, CLOSED, REFUSED, SUSPENDED
from tests.builders import an_app, an_installed_shop, record_order
from tests.conftest import OTHER_SHOP, SECRET, SHOP, SettableClock

GOOD = {
    "company": "Example Trading",
    "country": "SA",
    "registration": "1010123456",
    "contact_name": "Nadia Example",
    "email": "nadia@example.com",
    "phone": "+966500000123",
}
CUSTOMER = 7_000_000_001_001


@pytest.fixture
def shop_id(runtime: Runtime) -> int:
    """A shop whose storefront has the form."""
    return an_installed_shop(runtime, SHOP)


class Visitor:
    """Somebody at the storefront, whose requests Shopify signs and passes on."""

    def __init__(self, client: FlaskClient, clock: SettableClock) -> None:
        self._client, self._clock = client, clock
        self.told: Headers = Headers()

    def open(self, method: str = "GET", *, secret: str = SECRET, shop: str = SHOP, **how: object) -> tuple[int, str]:
        """The form's address; returns status and page."""
        customer, locale = str(how.pop("customer", "")), str(how.pop("locale", "en"))
        query = {
            "shop": shop,
            "logged_in_customer_id": customer,
            "path_prefix": "/apps/tajir",
            "timestamp": str(int(self._clock.now().timestamp())),
            "locale": locale,
        }
        text = "".join(f"{name}={query[name]}" for name in sorted(query))
        query["signature"] = hmac.digest(secret.encode(), text.encode(), hashlib.sha256).hex()
        path = how.pop("path", "/proxy/trade-application")
        headers = {"X-Forwarded-For": str(how.pop("address", "192.0.2.7"))}
        answer = self._client.open(f"{path}?{urlencode(query)}", method=method, headers=headers, **how)  # type: ignore[arg-type]
        self.told = answer.headers
        return answer.status_code, answer.text

    def apply(self, wait: float = 5, *, trap: str = "", customer: object = "", **changes: str) -> tuple[int, str]:
        """Open the form, fill it in, and send it."""
        _, page = self.open(customer=customer)
        found = re.search(r'name="shown" value="([^"]+)"', page)
        assert found
        self._clock.move(seconds=wait)
        form = {**GOOD, **changes, "shown": found[1], "website": trap}
        return self.open("POST", data=form, customer=customer, address=changes.get("address", "192.0.2.7"))


@pytest.fixture
def visitor(runtime: Runtime, clock: SettableClock, shop_id: int) -> Visitor:
    """A visitor of that shop."""
    assert shop_id
    return Visitor(an_app(runtime).test_client(), clock)


def accounts(runtime: Runtime, shop_id: int) -> list[TradeAccount]:
    """All of the shop's."""
    with runtime.snapshot() as tx:
        chosen = select(TradeAccount).where(TradeAccount.shop_id == shop_id).order_by(TradeAccount.id)
        return list(tx.session.scalars(chosen))


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_only_what_shopify_signed_gets_in(runtime: Runtime, visitor: Visitor, shop_id: int, method: str):
    assert visitor.open(method, secret="another secret", data=GOOD)[0] == 403
    assert visitor.open(method, shop="desert-rose.example.com", data=GOOD)[0] == 403
    assert visitor.open("GET", secret="another secret", path="/proxy/trade-application.css")[0] == 403
    assert visitor.open("GET", path="/proxy/trade-application.css")[0] == 200
    assert accounts(runtime, shop_id) == []


def test_a_shop_without_the_app_has_no_form(visitor: Visitor):
    assert visitor.open(shop=OTHER_SHOP)[0] == 404


@pytest.mark.parametrize(
    ("locale", "opening", "title"),
    [
        ("en", '<html lang="en" dir="ltr">', "Apply for a trade account"),
        ("ar", '<html lang="ar" dir="rtl">', "طلب حساب تجاري"),
        ("fr-MA", '<html lang="fr" dir="ltr">', "Demander un compte professionnel"),
        ("no", '<html lang="nb" dir="ltr">', "Søk om forhandlerkonto"),
        ("de", '<html lang="en" dir="ltr">', "Apply for a trade account"),
    ],
)
def test_the_form_speaks_the_visitors_language(visitor: Visitor, locale: str, opening: str, title: str):
    status, page = visitor.open(locale=locale)

    assert status == 200
    assert opening in page
    assert f"<h1>{title}</h1>" in page
    assert "http://" not in page


def test_an_application_is_kept_sealed_with_its_history_and_trail(
    runtime: Runtime, visitor: Visitor, shop_id: int, dump_database: Callable[[], str]
):
    status, page = visitor.apply()

    assert (status, "Thank you" in page) == (200, True)
    (account,) = accounts(runtime, shop_id)
    assert (account.state, account.country, account.registration_kind) == ("applied", "SA", "cr")
    with runtime.snapshot() as tx:
        change = tx.session.scalars(select(AccountChange)).one()
        assert (change.state, change.actor, change.number) == ("applied", "applicant", 1)
        entry = tx.session.scalars(select(AuditEntry).where(AuditEntry.event == "trade_account:changed")).one()
        assert entry.details == {"state": "applied"}
        person = people.load(tx, shop_id, [account.person_id])[account.person_id]
        details = actions.open_details(person, account)
        assert (details.company, details.registration, details.email) == (
            GOOD["company"],
            GOOD["registration"],
            GOOD["email"],
        )
    dump = dump_database() + repr([*runtime.redis.scan_iter("*")])
    for word in (*GOOD.values(), "192.0.2.7"):
        assert len(word) < 3 or word not in dump


SAME_IN_PART = (
    {"registration": "4030123456"},
    {"email": "other@example.com"},
    {"email": "NADIA@example.com", "registration": "4030123456"},
    {"registration": "1010 123 456", "email": "other@example.com"},
)


@pytest.mark.parametrize("second", [{}, *SAME_IN_PART])
@pytest.mark.parametrize("granted", [(APPROVED,), (APPROVED, SUSPENDED)])
def test_where_an_account_was_granted_another_application_is_answered_alike_and_changes_nothing(
    runtime: Runtime, visitor: Visitor, shop_id: int, granted: tuple[str, ...], second: dict[str, str]
):
    """Known by the e-mail address or by the registration. Nobody learns whether somebody applied."""
    first = visitor.apply()
    with runtime.transaction() as tx:
        for state in granted:
            actions.change(tx, shop_id, 1, state, actor="staff 1", reason="other")
    again = visitor.apply(**second)

    assert again == first
    assert len(accounts(runtime, shop_id)) == 1
    with runtime.snapshot() as tx:
        assert tx.session.scalar(select(func.count()).select_from(Person)) == 1


@pytest.mark.parametrize("second", SAME_IN_PART)
def test_one_that_waits_keeps_no_other_out(runtime: Runtime, visitor: Visitor, shop_id: int, second: dict[str, str]):
    """A registration is public and an address is typed: else a stranger's application would hide the trader's."""
    first = visitor.apply()
    again = visitor.apply(**second)

    assert again == first
    assert [account.state for account in accounts(runtime, shop_id)] == ["applied", "applied"]


def test_the_same_form_sent_twice_is_one_application(runtime: Runtime, visitor: Visitor, shop_id: int):
    first = visitor.apply()

    assert visitor.apply(email="Nadia@Example.com", registration="1010 123 456") == first
    assert len(accounts(runtime, shop_id)) == 1


def test_a_signed_in_customer_applies_once_whatever_is_typed(runtime: Runtime, visitor: Visitor, shop_id: int):
    visitor.apply(customer=CUSTOMER)
    visitor.apply(customer=CUSTOMER, email="other@example.com", registration="4030123456")
    (account,) = accounts(runtime, shop_id)
    with runtime.transaction() as tx:
        order_id = record_order(tx, shop_id, 1001)
    with runtime.snapshot() as tx:
        assert tx.session.get_one(TradeAccount, account.id).person_id == person_of(runtime, order_id)


def test_a_typed_address_is_nobodys_proof(runtime: Runtime, visitor: Visitor, shop_id: int):
    """Else a guest's later order under that address would be told to the customer who typed it."""
    visitor.apply(customer=CUSTOMER, email="victim@example.com")
    with runtime.transaction() as tx:
        customer = {"id": None, "email": "victim@example.com"}
        order_id = record_order(tx, shop_id, 1002, customer=customer, email="victim@example.com")
    (account,) = accounts(runtime, shop_id)

    assert person_of(runtime, order_id) != account.person_id
    with runtime.snapshot() as tx:
        kinds = tx.session.scalars(select(Alias.kind).where(Alias.person_id == account.person_id)).all()
        assert kinds == ["shopify_customer"]


def person_of(runtime: Runtime, order_id: int) -> int | None:
    """Whose the order is."""
    with runtime.snapshot() as tx:
        return tx.session.get_one(Order, order_id).person_id


@pytest.mark.parametrize("ending", [REFUSED, CLOSED])
def test_after_the_end_one_may_apply_again(runtime: Runtime, visitor: Visitor, shop_id: int, ending: str):
    visitor.apply()
    with runtime.transaction() as tx:
        actions.change(tx, shop_id, accounts(runtime, shop_id)[0].id, ending, actor="staff 1", reason="other")
    visitor.apply()

    assert [account.state for account in accounts(runtime, shop_id)] == [ending, "applied"]


def test_the_trap_is_answered_like_success_and_keeps_nothing(runtime: Runtime, visitor: Visitor, shop_id: int):
    assert visitor.apply(trap="https://spam.example.com") == visitor.apply(trap="x")
    assert visitor.apply(trap="x")[0] == 200
    assert accounts(runtime, shop_id) == []


@pytest.mark.parametrize("wait", [0, 1, 24 * 3600 + 60])
def test_a_form_sent_at_once_or_a_day_late_is_asked_for_again(
    runtime: Runtime, visitor: Visitor, shop_id: int, wait: float
):
    status, page = visitor.apply(wait)

    assert (status, GOOD["company"] in page) == (422, True)
    assert accounts(runtime, shop_id) == []


def test_a_form_with_a_made_up_stamp_is_asked_for_again(runtime: Runtime, visitor: Visitor, shop_id: int):
    for shown in ("", "1.00", "9" * 50):
        assert visitor.open("POST", data={**GOOD, "shown": shown})[0] == 422
    assert accounts(runtime, shop_id) == []


def test_what_was_typed_comes_back_escaped_with_what_is_wrong(runtime: Runtime, visitor: Visitor, shop_id: int):
    status, page = visitor.apply(company='"><script>{{ 7 }}', registration="1058529940")

    assert status == 422
    assert "<script>" not in page
    assert "identity card" in page
    assert 'aria-invalid="true"' in page
    assert accounts(runtime, shop_id) == []


def test_too_many_from_one_client_are_refused_and_others_are_not(visitor: Visitor):
    most = APPLICATIONS.per_client
    statuses = [visitor.open("POST", data={}, address="192.0.2.1")[0] for _ in range(most + 1)]

    assert statuses == [422] * most + [429]
    assert visitor.open("POST", data={}, address="192.0.2.2")[0] == 422


def test_who_is_refused_is_told_when_to_come_again_and_keeps_what_was_typed(runtime: Runtime, visitor: Visitor):
    for _ in range(APPLICATIONS.per_client):
        visitor.open("POST", data={})
    status, page = visitor.open("POST", data=GOOD, locale="nb")

    assert status == 429
    assert GOOD["company"] in page
    assert "Prøv igjen om en time." in page
    assert 3500 < int(visitor.told["Retry-After"]) <= 3600
    assert accounts_of_all(runtime) == 0


def accounts_of_all(runtime: Runtime) -> int:
    with runtime.snapshot() as tx:
        return tx.session.scalar(select(func.count()).select_from(TradeAccount)) or 0


def test_an_invented_address_is_nobodys(visitor: Visitor):
    """The visitor's browser wrote what stands before the last one."""
    most = APPLICATIONS.per_client
    told = [visitor.open("POST", data={}, address=f"198.51.100.{at}, 192.0.2.1")[0] for at in range(most + 1)]

    assert told == [422] * most + [429]


def test_only_applications_that_are_kept_use_the_shops_measure_up(runtime: Runtime, visitor: Visitor):
    """Neither forms sent empty, nor the trap, nor somebody who applied before, from however many addresses."""
    counted = f"applications:{SHOP}:all"
    for number in range(9):
        visitor.open("POST", data={}, address=f"192.0.2.{number}")
        visitor.open("POST", data={"website": "x"}, address=f"192.0.2.{number}")
    assert runtime.redis.get(counted) is None
    for _ in range(8):
        visitor.apply()

    assert 1 <= accounts_of_all(runtime) < 8
    assert int(runtime.redis.get(counted) or 0) == accounts_of_all(runtime)


def test_a_shop_that_got_its_measure_takes_customers_and_no_strangers(runtime: Runtime, visitor: Visitor, shop_id: int):
    visitor.open()
    runtime.redis.set(f"applications:{SHOP}:all", APPLICATIONS.per_shop, ex=3600)
    assert visitor.apply()[0] == 429
    assert accounts(runtime, shop_id) == []

    assert visitor.apply(customer=CUSTOMER)[0] == 200
    assert len(accounts(runtime, shop_id)) == 1
    assert int(runtime.redis.get(f"applications:{SHOP}:all") or 0) == APPLICATIONS.per_shop


def test_the_measure_ends_by_itself(runtime: Runtime, visitor: Visitor):
    visitor.apply()

    keys = list(runtime.redis.scan_iter("applications:*"))
    assert len(keys) == 2
    assert all(0 < int(runtime.redis.ttl(key)) <= 3600 for key in keys)
