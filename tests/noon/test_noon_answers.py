"""Our client reads whatever the models of noon's own SDK can hold, and what the SDK's readers take beside that."""

from __future__ import annotations

from dataclasses import asdict, fields
from enum import Enum
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from noonapi.errors import NoonApiError
from noonapi.models import fbpi
from noonapi.services.fbpi import FbpiService
from requests import Response

from shopify_app.core.errors import RemoteError
from shopify_app.noon.calling.answers import read_answer
from shopify_app.noon.calling.refusals import read_refusal
from shopify_app.noon.customers.client import CustomerDetails
from shopify_app.noon.payload import Item, NoonOrderBody, OrderPage

NR = "NFBO00012345"
# Nobody here has a use for these two.
NOT_READ = {"customer_country_code", "merchant_code"}
words = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
numbers = st.integers(-(2**63), 2**63 - 1)
prices = st.floats(0, 1e9, allow_nan=False).map(lambda price: round(price, 2))
items = st.builds(
    fbpi.FbpiGetFbpiOrderResponseItem,
    mp_item_nr=words,
    partner_sku=words,
    delivered_invoice_price=prices,
    cancellation_reason_code=st.none() | words,
)
orders = st.builds(fbpi.FbpiGetFbpiOrderResponse, items=st.lists(items, max_size=2))
pages = st.builds(fbpi.FbpiListOrdersResponse, next_token=words, orders=st.lists(orders, max_size=2))


def _told(value: Any) -> Any:
    """A model of the SDK as the JSON that it stands for."""
    if isinstance(value, dict):
        return {name: _told(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_told(one) for one in value]
    return value.value if isinstance(value, Enum) else value


def _read(kind: type[Any], told: Any) -> Any:
    return read_answer(msgspec.json.encode(told), kind)


def test_nothing_that_the_sdks_models_hold_is_left_unread() -> None:
    pairs = (
        (fbpi.FbpiGetFbpiOrderResponseItem, Item),
        (fbpi.FbpiGetFbpiOrderResponse, NoonOrderBody),
        (fbpi.FbpiListOrdersResponse, OrderPage),
        (fbpi.FbpiGetFbpiOrderCustomerDataResponse, CustomerDetails),
    )
    unread = {one.name for theirs, ours in pairs for one in fields(theirs)} - {
        name for _, ours in pairs for name in ours.__struct_fields__
    }

    assert unread <= NOT_READ


class TestReading:
    """Property by property, over whatever the SDK's models can hold and whatever its readers would take."""

    @settings(deadline=None)
    @given(page=pages)
    def test_a_page_is_read_as_the_sdk_reads_it(self, page: fbpi.FbpiListOrdersResponse) -> None:
        told = _told(asdict(page))
        assert fbpi.FbpiListOrdersResponse.from_dict(told) == page

        assert _all_of(_read(OrderPage, told)) == _without_unread(told)

    @settings(deadline=None)
    @given(order=orders, number=numbers)
    def test_numbers_where_text_is_meant_are_read_as_text(
        self, order: fbpi.FbpiGetFbpiOrderResponse, number: int
    ) -> None:
        told = {**_told(asdict(order)), "fbpi_order_nr": number, "mp_order_nr": number}
        theirs = fbpi.FbpiGetFbpiOrderResponse.from_dict(told)
        ours = _read(NoonOrderBody, told)

        assert (ours.fbpi_order_nr, ours.mp_order_nr) == (theirs.fbpi_order_nr, theirs.mp_order_nr)
        assert [one.mp_item_nr for one in ours.items] == [one.mp_item_nr for one in theirs.items]
        assert [float(one.delivered_invoice_price) for one in ours.items] == [
            one.delivered_invoice_price for one in theirs.items
        ]

    @settings(deadline=None)
    @given(item=items, price=prices | numbers, as_text=st.booleans())
    def test_a_price_is_read_in_any_form_of_number(
        self, item: fbpi.FbpiGetFbpiOrderResponseItem, price: float, as_text: bool
    ) -> None:
        told = {**_told(asdict(item)), "delivered_invoice_price": str(price) if as_text else price}

        assert (
            float(_read(Item, told).delivered_invoice_price)
            == fbpi.FbpiGetFbpiOrderResponseItem.from_dict(told).delivered_invoice_price
        )

    @settings(deadline=None)
    @given(item=items, marketplace=words, integration=words)
    def test_a_word_that_the_sdk_does_not_know_costs_nothing(
        self, item: fbpi.FbpiGetFbpiOrderResponseItem, marketplace: str, integration: str
    ) -> None:
        told = {**_told(asdict(item)), "mp_status": marketplace, "integration_status": integration}
        read = _read(OrderPage, {"orders": [{"fbpi_order_nr": NR, "items": [told]}], "next_token": ""})

        assert [(one.mp_status, one.integration_status) for one in read.orders[0].items] == [(marketplace, integration)]

    @settings(deadline=None)
    @given(order=orders, gone=st.sets(st.sampled_from([one.name for one in fields(fbpi.FbpiGetFbpiOrderResponse)])))
    def test_what_noon_leaves_out_or_answers_as_null_loses_no_order(
        self, order: fbpi.FbpiGetFbpiOrderResponse, gone: set[str]
    ) -> None:
        told = _told(asdict(order))
        absent = {name: value for name, value in told.items() if name == "fbpi_order_nr" or name not in gone}
        null = {name: value if name in absent else None for name, value in told.items()}

        assert _read(NoonOrderBody, absent) == _read(NoonOrderBody, null)
        assert _read(NoonOrderBody, absent).fbpi_order_nr == order.fbpi_order_nr

    @pytest.mark.parametrize("end", [{"next_token": ""}, {"next_token": None}, {}])
    def test_a_list_ends_in_each_way_that_noon_has(self, end: dict[str, Any]) -> None:
        assert not _read(OrderPage, {"orders": [], **end}).next_token

    @settings(deadline=None)
    @given(customer=st.builds(fbpi.FbpiGetFbpiOrderCustomerDataResponse))
    def test_a_customer_is_read_as_the_sdk_reads_it(self, customer: fbpi.FbpiGetFbpiOrderCustomerDataResponse) -> None:
        assert {**msgspec.structs.asdict(_read(CustomerDetails, asdict(customer)))} == asdict(customer)

    @settings(deadline=None)
    @given(code=st.sampled_from(["NOT_FOUND", "INTERNAL", "A_NEW_ONE"]), number=st.integers(1, 16), message=words)
    def test_an_error_is_read_as_the_sdk_reads_it(self, code: str, number: int, message: str) -> None:
        body = msgspec.json.encode(
            {"status_code": code, "status_id": number, "message": message, "details": [{"subject": NR}]}
        )
        answer = Response()
        answer.status_code, answer._content = 404, body
        with pytest.raises(NoonApiError) as caught:
            FbpiService._raise_for_error(answer)

        assert read_refusal(body).code == caught.value.status_code == code


def _all_of(read: Any) -> Any:
    """What we have read, field by field."""
    if isinstance(read, msgspec.Struct):
        return {name: _all_of(value) for name, value in msgspec.structs.asdict(read).items()}
    return [_all_of(one) for one in read] if isinstance(read, list) else read


def _without_unread(told: Any) -> Any:
    """What noon told, but for what nobody here reads."""
    if isinstance(told, dict):
        return {name: _without_unread(value) for name, value in told.items() if name not in NOT_READ}
    return [_without_unread(one) for one in told] if isinstance(told, list) else told


@pytest.mark.parametrize(
    "body", [b"<html>", b"\xff", b"[]", b"7", b'{"items": []}', b'{"fbpi_order_nr": null}', b'{"fbpi_order_nr": [1]}']
)
def test_what_is_no_order_in_any_reading_is_said_to_be_none(body: bytes) -> None:
    with pytest.raises(RemoteError, match="unknown form") as caught:
        read_answer(body, NoonOrderBody)
    assert not caught.value.temporary


def test_an_answer_nested_without_end_is_none_either() -> None:
    with pytest.raises(RemoteError, match="unknown form"):
        read_answer(b'{"fbpi_order_nr": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", NoonOrderBody)
