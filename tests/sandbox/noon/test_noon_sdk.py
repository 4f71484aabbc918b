"""noon's own SDK is the proof that the stand-in speaks as noon does."""

import re

import noonapi.constants
import pytest
from noonapi import NoonSession
from noonapi.errors import NoonApiError
from noonapi.models.fbpi import (
    FbpiAddShipmentCourierAwbsRequest,
    FbpiCancelShipmentRequest,
    FbpiCreateShipmentItem,
    FbpiCreateShipmentRequest,
    FbpiGetNoonLogisticsAwbsRequest,
    FbpiGetShipmentRequest,
    FbpiIntegrationItemStatus,
    FbpiListOrdersFilters,
    FbpiMpItemStatus,
    FbpiShipmentCourierAwb,
    FbpiUpdateOrderItem,
    FbpiUpdateOrderItemStatus,
    FbpiUpdateOrderRequest,
)


@pytest.fixture
def session(noon, tmp_path, monkeypatch):
    # The SDK has no parameter for its host; its documented way round is this constant.
    monkeypatch.setattr(noonapi.constants, "NOON_GATEWAY_BASE_URL", noon.base_url)
    session = NoonSession(str(noon.write_key_file(tmp_path / "key.json")))
    yield session
    session.http.close()


def shipment_of(order, *positions, nr="SHIP-1"):
    return FbpiCreateShipmentRequest(
        warehouse_code=order.warehouse_code,
        integration_shipment_nr=nr,
        fbpi_order_nr=order.fbpi_order_nr,
        awbs=[FbpiShipmentCourierAwb("noon", "NAE1")],
        items=[FbpiCreateShipmentItem(order.items[at].mp_item_nr) for at in positions],
    )


def test_a_key_file_logs_in_and_whoami_names_its_account(noon, session):
    who = session.auth.whoami()

    assert {"user_code", "username"} == set(who)
    assert re.fullmatch(r"tajir-\d+@p10001\.idp\.noon\.partners", who["username"])
    assert [call["operation"] for call in noon.calls()][:2] == ["identity.login", "identity.whoami"]


def test_an_expired_session_is_renewed_by_the_sdk_without_a_word(noon, session):
    order = noon.create_order()
    assert noon.expire_sessions() == 1

    assert session.fbpi.get_fbpi_order(order["fbpi_order_nr"]).mp_order_nr == order["mp_order_nr"]
    assert [call["status"] for call in noon.calls("fbpi.get_order")] == [401, 200]


def test_the_sdk_reads_a_list_of_several_pages(noon, session):
    warehouse_code = noon.warehouses()[0]["warehouse_code"]
    made = noon.create_orders(120, order_created_at="2026-03-01T00:00:00Z", spread_to="2026-03-31T00:00:00Z")
    filters = FbpiListOrdersFilters(warehouse_code, "2026-03-01T00:00:00Z", "2026-03-31T00:00:00Z")

    pages, token = [], ""
    while not pages or token:
        page = session.fbpi.list_fbpi_orders(filters, next_token=token)
        pages.append([order.fbpi_order_nr for order in page.orders])
        token = page.next_token

    assert [len(page) for page in pages] == [50, 50, 20]
    assert made == [nr for page in pages for nr in page]


def test_the_sdk_reads_an_order_and_its_customer(noon, session):
    made = noon.create_order(
        customer={"first_name": "Layth", "city": "Tabuk"},
        items=[{"partner_sku": "A", "delivered_invoice_price": 99.95}],
    )

    order = session.fbpi.get_fbpi_order(made["fbpi_order_nr"])
    customer = session.fbpi.get_fbpi_order_customer_data(made["fbpi_order_nr"])

    assert (customer.first_name, customer.city) == ("Layth", "Tabuk")
    assert (order.items[0].partner_sku, order.items[0].delivered_invoice_price) == ("A", 99.95)
    assert FbpiMpItemStatus.CONFIRMED is order.items[0].mp_status
    assert FbpiIntegrationItemStatus.ACKNOWLEDGED is order.items[0].integration_status


def test_the_sdk_marks_an_item_as_out_of_stock(noon, session):
    made = noon.create_order(items=[{}, {}])
    gone = FbpiUpdateOrderItem(made["items"][0]["mp_item_nr"], FbpiUpdateOrderItemStatus.OUT_OF_STOCK)

    assert session.fbpi.update_order(FbpiUpdateOrderRequest(made["fbpi_order_nr"], [gone])).raw == {}

    first, second = session.fbpi.get_fbpi_order(made["fbpi_order_nr"]).items
    assert FbpiIntegrationItemStatus.OUT_OF_STOCK is first.integration_status
    assert FbpiMpItemStatus.CANCELLED is first.mp_status
    assert FbpiMpItemStatus.CONFIRMED is second.mp_status


def test_the_sdk_takes_a_shipment_through_its_life(noon, session):
    order = session.fbpi.get_fbpi_order(noon.create_order(items=[{"partner_sku": "A"}, {}])["fbpi_order_nr"])
    ref = {"warehouse_code": order.warehouse_code, "integration_shipment_nr": "SHIP-1"}

    session.fbpi.create_shipment(shipment_of(order, 0))
    second_awb = FbpiShipmentCourierAwb("aramex", "AX2")
    session.fbpi.add_shipment_courier_awbs(FbpiAddShipmentCourierAwbsRequest(**ref, awbs=[second_awb]))
    shipment = session.fbpi.get_shipment(FbpiGetShipmentRequest(**ref))
    assert (
        FbpiIntegrationItemStatus.SHIPPED
        is session.fbpi.get_fbpi_order(order.fbpi_order_nr).items[0].integration_status
    )
    session.fbpi.cancel_shipment(FbpiCancelShipmentRequest(**ref))

    assert order.fbpi_order_nr == shipment.fbpi_order_nr
    assert [FbpiShipmentCourierAwb("noon", "NAE1"), second_awb] == shipment.awbs
    assert [(order.items[0].mp_item_nr, "A")] == [(item.mp_item_nr, item.partner_sku) for item in shipment.items]
    after = session.fbpi.get_fbpi_order(order.fbpi_order_nr)
    assert [item.mp_status for item in after.items] == [FbpiMpItemStatus.CANCELLED, FbpiMpItemStatus.CONFIRMED]


def test_the_sdk_gets_waybills_of_noon_logistics(session):
    first = session.fbpi.get_noon_logistics_awbs(FbpiGetNoonLogisticsAwbsRequest("sa", 3)).awb_nrs
    second = session.fbpi.get_noon_logistics_awbs(FbpiGetNoonLogisticsAwbsRequest("sa", 1000)).awb_nrs

    assert (len(first), len(second)) == (3, 1000)
    assert len({*first, *second}) == 1003


def test_the_sdk_reads_the_four_fields_of_an_error(session):
    with pytest.raises(NoonApiError) as caught:
        session.fbpi.get_fbpi_order("NFBO0")

    error = caught.value
    assert (error.http_status, error.status_code, error.status_id) == (404, "NOT_FOUND", 5)
    assert error.details == [{"subject": "NFBO0"}]


@pytest.mark.parametrize(("position", "failure"), [("null", None), ("absent", KeyError)])
def test_the_sdk_stumbles_over_an_end_of_list_that_is_not_text(noon, session, position, failure):
    """Seen in the SDK itself: null becomes the word None, and a missing token a KeyError."""
    noon.turn(end_of_list=position)
    filters = FbpiListOrdersFilters(noon.warehouses()[0]["warehouse_code"])

    if failure is None:
        assert str(None) == session.fbpi.list_fbpi_orders(filters, next_token="").next_token
    else:
        with pytest.raises(failure):
            session.fbpi.list_fbpi_orders(filters, next_token="")


def test_one_unknown_status_costs_the_sdk_a_whole_page(noon, session):
    noon.create_orders(2)
    noon.turn(unknown_mp_status="MP_ITEM_STATUS_RETURNED")

    with pytest.raises(ValueError, match="MP_ITEM_STATUS_RETURNED"):
        session.fbpi.list_fbpi_orders(FbpiListOrdersFilters(noon.warehouses()[0]["warehouse_code"]), next_token="")
