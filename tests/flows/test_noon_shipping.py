"""Staff ship, call off and lack units of noon orders, on the order's page; noon hears of it."""

from __future__ import annotations

import uuid

from requests import Response

from shopify_app.noon.shipping.models import NoonShipment
from tests.flows.conftest import Connected


def placed(connected: Connected, units: int = 3) -> tuple[int, str, list[str]]:
    """A mirrored noon order: our id, noon's number, its units."""
    order = connected.noon.create_order(mp_country_code="ae", items=[{"partner_sku": "BOWL-24"}] * units)
    connected.settle()
    (row,) = [one for one in connected.orders() if one.noon_order_nr == order["fbpi_order_nr"]]
    return row.id, row.noon_order_nr, [item["mp_item_nr"] for item in order["items"]]


def post(connected: Connected, path: str, **form: object) -> Response:
    return connected.product.call("POST", f"/noon/{path}", connected.shop, data=form)


def page(connected: Connected, path: str) -> str:
    answer = connected.product.call("GET", f"/noon{path}", connected.shop)
    assert answer.ok, answer.text
    return answer.text


def told(connected: Connected, path: str, **form: object) -> None:
    """Staff ask for it, and noon is told."""
    answer = post(connected, path, **form)
    assert answer.ok, answer.text
    connected.settle()


def test_parts_leave_one_by_one_and_a_wrong_one_is_called_off(connected: Connected) -> None:
    order_id, number, units = placed(connected)
    mine = f"orders/{order_id}"
    assert "Pack the open units" in page(connected, f"/{mine}")
    assert "Choose at least one unit" in post(connected, f"{mine}/shipments").json()["error"]
    nameless = post(connected, f"{mine}/shipments", units=units, by="own")
    assert (nameless.status_code, list(nameless.json()["fields"])) == (400, ["courier"])

    told(connected, f"{mine}/shipments", units=units[:1])
    again = post(connected, f"{mine}/shipments", units=units[:1])
    assert (again.status_code, "under way" in again.json()["error"]) == (400, True)
    assert f"/noon/orders/{order_id}" in page(connected, f"?show=partly shipped&search={number[-6:].lower()}")
    assert number not in page(connected, "?show=shipped")

    told(connected, "courier", by="own", courier="Aramex")
    assert 'value="Aramex"' in page(connected, f"/{mine}")
    told(connected, f"{mine}/shipments", units=units[1:2], by="own", courier="Aramex", awb_nr="AX-1")
    first, second = connected.noon.shipments()
    assert (first["awbs"][0]["courier"], second["awbs"]) == ("noon", [{"courier": "Aramex", "awb_nr": "AX-1"}])

    unsure = post(connected, f"{mine}/out-of-stock", units=units[2:])
    assert (unsure.status_code, list(unsure.json()["fields"])) == (400, ["sure"])
    told(connected, f"{mine}/out-of-stock", units=units[2:], sure="yes")
    assert connected.state(number) == "shipped"
    assert "Put the waybill on the parcel" in page(connected, f"/{mine}")

    with connected.product.runtime.snapshot() as tx:
        shipment = tx.session.query(NoonShipment).filter_by(order_id=order_id).order_by(NoonShipment.id).first()
        assert shipment is not None
    its = f"{mine}/shipments/{shipment.id}"
    told(connected, f"{its}/awbs", by="noon")
    assert len(connected.noon.shipments()[0]["awbs"]) == 2
    assert "sure" in post(connected, f"{its}/cancel").json()["fields"]
    told(connected, f"{its}/cancel", sure="yes")
    assert [item["mp_status"][-9:] for item in connected.noon.order(number)["items"]] == [
        "CANCELLED",
        "CONFIRMED",
        "CANCELLED",
    ]
    assert post(connected, f"{its}/cancel", sure="yes").status_code == 409


def test_what_noon_refuses_stands_on_the_noon_page_until_it_is_read(connected: Connected) -> None:
    order_id, _, units = placed(connected, 2)
    refusal = '{"status_code": "FAILED_PRECONDITION", "message": "the warehouse is closed"}'
    connected.noon.plan_fault("fbpi.create", "status", status=400, body=refusal, times=1)
    told(connected, f"orders/{order_id}/shipments", units=units)

    assert "Shipments that need you" in page(connected, "")
    assert "the warehouse is closed" in page(connected, "")
    shown = page(connected, f"/orders/{order_id}")
    assert "Ship the units once more, or mark them as out of stock." in shown
    told(connected, f"orders/{order_id}/noted")
    assert "Shipments that need you" not in page(connected, "")
    told(connected, f"orders/{order_id}/shipments", units=units)
    assert [one["mp_item_nrs"] for one in connected.noon.shipments()] == [units]


def test_another_shop_or_no_account_ships_nothing(connected: Connected) -> None:
    order_id, _, units = placed(connected, 1)
    other = f"other-{uuid.uuid4().hex[:10]}.myshopify.com"
    connected.product.sandbox.make_shop(other, currency="SAR")
    connected.product.install(other)
    for method, path in (("GET", ""), ("POST", "/shipments"), ("POST", "/out-of-stock"), ("POST", "/noted")):
        form = {"units": units, "sure": "yes"}
        answer = connected.product.call(method, f"/noon/orders/{order_id}{path}", other, data=form)
        assert answer.status_code == 404
    assert connected.product.call("POST", "/noon/connection/end", connected.shop).ok
    answer = post(connected, f"orders/{order_id}/shipments", units=units)
    assert (answer.status_code, "not connected" in answer.json()["error"]) == (404, True)
    assert "noon is not connected" in page(connected, f"/orders/{order_id}")
    assert connected.noon.shipments() == []
