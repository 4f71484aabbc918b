"""How an order reads: what counts of its amount, what it cannot do without, and alike in both of Shopify's views."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopify_app.core.errors import InvalidInputError
from shopify_app.core.money import Money
from shopify_app.orders.payload import OrderPayload
from shopify_app.orders.rules import (
    SeenOrder,
    UnreadableOrderError,
    changes_told,
    number_of,
    payload_of_node,
    read_order,
)
from shopify_app.people.rules import Identity
from tests.builders import order_json

TRIGGERED = datetime(2026, 11, 20, 7, 0, 1, tzinfo=UTC)


def read(**changes: Any) -> SeenOrder:
    return read_order(msgspec.convert(order_json(**changes), OrderPayload, strict=False), TRIGGERED)


def amount(value: str, currency: str = "SAR") -> dict[str, Any]:
    return {"shop_money": {"amount": value, "currency_code": currency}}


def shipping(*taxes: str) -> list[dict[str, Any]]:
    return [{"tax_lines": [{"price_set": amount(tax)} for tax in taxes]}]


class TestWhatCounts:
    """The subtotal after discounts, before tax and shipping."""

    def test_where_prices_have_no_tax_in_them_the_subtotal_counts_as_it_is(self):
        order = read(subtotal="5000.00", current_total_tax_set=amount("750.00"), shipping_lines=shipping("15.00"))

        assert order.goods == Money(Decimal(5000), "SAR")

    @pytest.mark.parametrize(
        ("subtotal", "tax", "on_shipping", "goods"),
        [
            ("5750.00", "750.00", [], "5000.00"),
            ("5750.00", "765.00", ["15.00"], "5000.00"),
            ("5750.00", "780.00", ["15.00", "15.00"], "5000.00"),
            ("5750.00", "0.00", [], "5750.00"),
            ("5750.00", "15.00", ["15.00"], "5750.00"),
            ("5749.99", "750.00", [], "4999.99"),
            ("5000.00", "10.00", ["15.00"], "5000.00"),
        ],
    )
    def test_where_prices_include_tax_the_goods_own_tax_is_taken_off(
        self, subtotal: str, tax: str, on_shipping: list[str], goods: str
    ):
        """Tax on the shipping is no tax on the goods."""
        order = read(
            subtotal=subtotal,
            taxes_included=True,
            current_total_tax_set=amount(tax),
            shipping_lines=shipping(*on_shipping),
        )

        assert order.goods == Money(Decimal(goods), "SAR")

    @pytest.mark.parametrize(("is_removed", "goods"), [(True, "4869.57"), (False, "5019.57"), (None, "5019.57")])
    def test_shipping_that_was_removed_has_no_part_in_the_tax(self, is_removed: bool | None, goods: str):
        lines = [{**shipping("150.00")[0], "is_removed": is_removed}]
        tax = amount("730.43")
        order = read(subtotal="5600.00", taxes_included=True, current_total_tax_set=tax, shipping_lines=lines)

        assert order.goods == Money(Decimal(goods), "SAR")

    @pytest.mark.parametrize("where", ["total", "shipping"])
    def test_a_tax_in_another_currency_is_never_taken_off_unseen(self, where: str):
        total, lines = amount("100.00"), [{"tax_lines": [{"price_set": amount("10.00", "USD")}]}]
        changes = {"current_total_tax_set": amount("100.00", "USD")} if where == "total" else {"shipping_lines": lines}
        with pytest.raises(UnreadableOrderError):
            read(**{"taxes_included": True, "current_total_tax_set": total, **changes})

    def test_of_a_tax_that_is_not_told_nothing_is_taken_off(self):
        assert read(taxes_included=True, current_total_tax_set=None).goods == Money(Decimal(6000), "SAR")

    def test_the_shops_money_counts_whatever_the_buyer_sees(self):
        both = {
            "shop_money": {"amount": "5000.00", "currency_code": "SAR"},
            "presentment_money": {"amount": "1333.33", "currency_code": "USD"},
        }
        order = read(current_subtotal_price_set=both, presentment_currency="USD")

        assert (order.goods, order.presentment_currency) == (Money(Decimal(5000), "SAR"), "USD")

    def test_three_decimals_are_read_exactly(self):
        assert read(subtotal="500.125", currency="KWD").goods == Money(Decimal("500.125"), "KWD")


@pytest.mark.parametrize("field", ["created_at", "updated_at", "current_subtotal_price_set", "current_total_price_set"])
@pytest.mark.parametrize("value", [None, ...])
def test_an_order_without_what_every_order_has_cannot_be_read(field: str, value: Any):
    whole = order_json()
    changed = {name: given for name, given in whole.items() if name != field}
    if value is None:
        changed[field] = None
    with pytest.raises(UnreadableOrderError, match=f"Order {whole['id']} cannot be read"):
        read_order(msgspec.convert(changed, OrderPayload, strict=False), TRIGGERED)


@pytest.mark.parametrize(
    "changes",
    [
        {"created_at": "yesterday"},
        {"updated_at": "2026-11-20T10:00:00"},
        {"cancelled_at": "never"},
        {"current_subtotal_price_set": amount("six thousand")},
        {"current_subtotal_price_set": {"shop_money": {"amount": "1.00"}}},
        {"current_total_price_set": {"presentment_money": {"amount": "1.00", "currency_code": "SAR"}}},
        {"taxes_included": True, "shipping_lines": [{"tax_lines": [{}]}]},
    ],
)
def test_an_order_with_something_malformed_cannot_be_read(changes: dict[str, Any]):
    with pytest.raises(UnreadableOrderError):
        read(**changes)


def test_everything_else_may_be_missing():
    """A surprise in one field must not cost the order."""
    needed = ("id", "created_at", "updated_at", "current_subtotal_price_set", "current_total_price_set")
    bare = {name: value for name, value in order_json().items() if name in needed}
    order = read_order(msgspec.convert(bare, OrderPayload, strict=False), TRIGGERED)

    assert order.name == str(order.shopify_order_id)
    assert order.identity == Identity()
    assert (order.person_name, order.destination, order.ship_country, order.company_id) == (None, None, None, None)
    assert (order.has_terms, order.is_test, order.cancelled_at) == (False, False, None)


@pytest.mark.parametrize(
    ("changes", "identity"),
    [
        ({}, Identity(7_000_000_001_001, "buyer1001@example.com", None)),
        ({"customer": None}, Identity(None, "buyer1001@example.com", None)),
        ({"customer": {"id": 7}, "phone": "+966501234567"}, Identity(7, "buyer1001@example.com", "+966501234567")),
        ({"customer": {"id": 7, "email": "own@example.com"}}, Identity(7, "own@example.com", None)),
        ({"customer": None, "email": None}, Identity()),
    ],
)
def test_whose_order_it_is_comes_from_the_customer_and_else_from_the_order(changes: dict[str, Any], identity: Identity):
    assert read(**changes).identity == identity


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [("Salma", "Example", "Salma Example"), ("Salma", None, "Salma"), (None, "Example", "Example"), (None, "", None)],
)
def test_a_name_is_what_there_is_of_it(first: str | None, last: str | None, name: str | None):
    assert read(customer={"id": 7, "first_name": first, "last_name": last}).person_name == name


@pytest.mark.parametrize(
    ("code", "country"), [("SA", "SA"), ("ma", "MA"), ("", None), (None, None), ("SAU", None), ("1A", None)]
)
def test_a_country_is_two_letters_or_unknown(code: str | None, country: str | None):
    assert read(shipping_address={"country_code": code}).ship_country == country


def test_terms_a_company_and_a_cancellation_are_seen():
    order = read(
        payment_terms={"id": 1},
        company={"id": 21, "location_id": 22},
        cancelled_at="2026-11-21T00:00:00+03:00",
        test=True,
    )

    assert (order.has_terms, order.company_id, order.company_location_id, order.is_test) == (True, 21, 22, True)
    assert order.cancelled_at == datetime(2026, 11, 20, 21, 0, tzinfo=UTC)


def test_of_two_sights_in_one_second_the_later_trigger_is_the_newer():
    """Shopify's `updated_at` has whole seconds."""
    payload = msgspec.convert(order_json(), OrderPayload, strict=False)
    first, second = (read_order(payload, TRIGGERED + timedelta(milliseconds=late)) for late in (0, 5))

    assert first.age < second.age


NODE = {
    "id": "gid://shopify/Order/5000000001001",
    "legacyResourceId": "5000000001001",
    "name": "#1001",
    "createdAt": "2026-11-20T07:00:00Z",
    "updatedAt": "2026-11-20T07:00:00Z",
    "cancelledAt": None,
    "currencyCode": "SAR",
    "presentmentCurrencyCode": "SAR",
    "displayFinancialStatus": "PAID",
    "displayFulfillmentStatus": "UNFULFILLED",
    "test": False,
    "taxesIncluded": False,
    "tags": ["one", "two"],
    "sourceName": "web",
    "currentSubtotalPriceSet": {
        "shopMoney": {"amount": "6000.0", "currencyCode": "SAR"},
        "presentmentMoney": {"amount": "6000.0", "currencyCode": "SAR"},
    },
    "currentTotalPriceSet": {"shopMoney": {"amount": "6000.0", "currencyCode": "SAR"}},
    "currentTotalTaxSet": {"shopMoney": {"amount": "0.0", "currencyCode": "SAR"}},
    "shippingLine": None,
    "paymentTerms": None,
    "customer": {
        "id": "gid://shopify/Customer/7000000001001",
        "tags": [],
        "displayName": "Salma Example",
        "defaultEmailAddress": {"emailAddress": "buyer1001@example.com"},
        "defaultPhoneNumber": None,
    },
    "purchasingEntity": {},
    "shippingAddress": {
        "name": "Salma Example",
        "company": None,
        "address1": "1 Palm Street",
        "address2": None,
        "city": "Riyadh",
        "provinceCode": None,
        "zip": "11564",
        "countryCodeV2": "SA",
        "phone": None,
    },
    "email": "buyer1001@example.com",
    "phone": None,
}


def read_node(**changes: Any) -> SeenOrder:
    return read_order(payload_of_node({**NODE, **changes}), TRIGGERED)


def test_both_of_shopifys_views_of_an_order_read_the_same():
    """Else an order read again would look changed, and be judged anew."""
    assert read_node() == read(at="2026-11-20T07:00:00+00:00", tags="one, two")


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"displayFinancialStatus": "PARTIALLY_REFUNDED"}, "financial_status", "partially_refunded"),
        ({"displayFinancialStatus": None}, "financial_status", None),
        ({"displayFulfillmentStatus": None}, "fulfillment_status", None),
        ({"displayFulfillmentStatus": "FULFILLED"}, "fulfillment_status", "fulfilled"),
        ({"displayFulfillmentStatus": "PARTIALLY_FULFILLED"}, "fulfillment_status", "partial"),
        ({"displayFulfillmentStatus": "RESTOCKED"}, "fulfillment_status", "restocked"),
        ({"displayFulfillmentStatus": "ON_HOLD"}, "fulfillment_status", None),
        ({"displayFulfillmentStatus": "IN_PROGRESS"}, "fulfillment_status", None),
        ({"paymentTerms": {"id": "gid://shopify/PaymentTerms/1"}}, "has_terms", True),
        ({"cancelledAt": "2026-11-21T07:00:00Z"}, "cancelled_at", datetime(2026, 11, 21, 7, 0, tzinfo=UTC)),
        ({"customer": None}, "identity", Identity(None, "buyer1001@example.com", None)),
        ({"shippingAddress": None}, "destination", None),
        ({"shippingAddress": None}, "ship_country", None),
        ({"purchasingEntity": None}, "company_id", None),
        (
            {"purchasingEntity": {"company": {"id": "gid://shopify/Company/21"}, "location": {"id": "gid://x/L/22"}}},
            "company_location_id",
            22,
        ),
        ({"tags": []}, "tags", ""),
    ],
)
def test_what_the_admin_api_leaves_out_is_left_out(changes: dict[str, Any], field: str, value: Any):
    assert getattr(read_node(**changes), field) == value


def test_taxes_in_the_admin_apis_view_are_taken_off_too():
    tax = {"priceSet": {"shopMoney": {"amount": "15.0", "currencyCode": "SAR"}}}
    order = read_node(
        taxesIncluded=True,
        currentTotalTaxSet={"shopMoney": {"amount": "765.0", "currencyCode": "SAR"}},
        shippingLine={"isRemoved": False, "taxLines": [tax]},
    )

    assert order.goods == Money(Decimal(5250), "SAR")


class TestWhatIsTold:
    def test_an_amount_written_in_another_way_is_no_change(self):
        before, after = {"goods": Decimal("5000.00")}, {"goods": Decimal(5000)}
        rest = dict.fromkeys(("total", "financial_status", "fulfillment_status", "cancelled_at"))

        assert changes_told(before | rest, after | rest) == {}

    def test_what_changed_is_told_as_text_before_and_after(self):
        rest = dict.fromkeys(("total", "fulfillment_status", "cancelled_at"))
        before = {"goods": Decimal("5000.00"), "financial_status": None, "tags": "a"} | rest
        after = {"goods": Decimal("4999.5"), "financial_status": "paid", "tags": "b"} | rest

        assert changes_told(before, after) == {"goods": ["5000", "4999.5"], "financial_status": [None, "paid"]}


@pytest.mark.parametrize(
    ("gid", "number"),
    [
        ("gid://shopify/Order/5000000001001", 5000000001001),
        ("gid://shopify/FulfillmentOrder/1?foo=bar", 1),
        ("7", 7),
    ],
)
def test_an_id_is_the_number_at_its_end(gid: str, number: int):
    assert number_of(gid) == number


@pytest.mark.parametrize("gid", ["", "gid://shopify/Order/", "gid://shopify/Order/a", "gid://shopify/Order/-1", "١"])
def test_an_id_without_a_number_is_refused(gid: str):
    with pytest.raises(InvalidInputError):
        number_of(gid)


@given(st.dictionaries(st.sampled_from(sorted(order_json())), st.none() | st.integers() | st.text() | st.booleans()))
def test_any_surprise_is_read_or_refused_and_never_another_error(changes: dict[str, Any]):
    try:
        payload = msgspec.convert({**order_json(), **changes}, OrderPayload, strict=False)
    except msgspec.ValidationError:
        return
    try:
        assert read_order(payload, TRIGGERED).goods.amount.is_finite()
    except UnreadableOrderError as error:
        assert str(payload.id) in str(error)


class TestWhatDoesNotFit:
    """PostgreSQL refuses what is too long or has a NUL in it, and an order nobody can store is never judged."""

    @pytest.mark.parametrize(
        ("changes", "field", "value"),
        [
            ({"name": "#" + "9" * 64}, "name", "#" + "9" * 63),
            ({"name": "#a\0b"}, "name", "#ab"),
            ({"name": "\0"}, "name", "5000000001001"),
            ({"tags": "a\0"}, "tags", "a"),
            ({"source_name": "x" * 65}, "source_name", "x" * 64),
            ({"financial_status": "y" * 33}, "financial_status", "y" * 32),
            ({"fulfillment_status": "z" * 33}, "fulfillment_status", "z" * 32),
            ({"presentment_currency": "SARX"}, "presentment_currency", None),
            ({"presentment_currency": "S\0R"}, "presentment_currency", None),
        ],
    )
    def test_a_text_is_cleaned_and_cut(self, changes: dict[str, Any], field: str, value: Any):
        assert getattr(read(**changes), field) == value

    @pytest.mark.parametrize(
        ("subtotal", "goods"),
        [("4999.9999999", "4999.999999"), ("5000.0000001", "5000"), ("5000.000000000", "5000"), ("0.0000001", "0")],
    )
    def test_a_decimal_too_many_never_lifts_an_order_to_its_minimum(self, subtotal: str, goods: str):
        assert read(subtotal=subtotal).goods.amount == Decimal(goods)

    @pytest.mark.parametrize("field", ["current_subtotal_price_set", "current_total_price_set"])
    @pytest.mark.parametrize("value", ["9223372036854.775808", "99999999999999"])
    def test_more_money_than_can_be_kept_is_refused(self, field: str, value: str):
        with pytest.raises(UnreadableOrderError):
            read(**{field: amount(value)})

    def test_the_most_that_can_be_kept_is_read(self):
        assert read(subtotal="9223372036854.775807").goods.amount == Decimal("9223372036854.775807")

    def test_an_id_beyond_any_makes_the_admin_apis_view_unreadable(self):
        with pytest.raises(UnreadableOrderError):
            read_node(customer={**NODE["customer"], "id": f"gid://shopify/Customer/{2**63}"})  # type: ignore[dict-item]
