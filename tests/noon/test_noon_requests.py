"""Our client asks noon for what noon's own SDK asks for, word by word.

The other direction, the SDK against our stand-in, is `tests/sandbox/noon/test_noon_sdk.py`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import jwt
import msgspec
import noonapi.constants
import pytest
from noonapi import NoonSession
from noonapi.models import fbpi
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from sandbox.noon.alone import POLL_S, Quiet
from sandbox.noon.control import NoonSandbox
from shopify_app.core.runtime import Runtime
from shopify_app.noon.calling.sessions import Account
from shopify_app.noon.client import NoonClient
from shopify_app.noon.customers.client import CustomersClient
from shopify_app.noon.shipping.client import ShippingClient, Waybill

# What is asked depends on no database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NR = "NFBO00012345"
SINCE, UNTIL = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 31, 23, 59, 59, tzinfo=UTC)


class Recorder:
    """A noon that knows nothing and writes down what it is asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self._server = make_server("127.0.0.1", 0, self._answer, threaded=True, request_handler=Quiet)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def _answer(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        self.asked.append(
            {
                "method": request.method,
                "path": environ["REQUEST_URI"].partition("?")[0],
                # The first page is asked for without a token or with an empty one: noon's guide has both.
                "query": {name: value for name, value in request.args.items() if value},
                "body": request.get_json(silent=True),
                "type": request.content_type,
                "accept": request.headers.get("Accept"),
                "cookies": dict(request.cookies),
                "authorization": request.headers.get("Authorization"),
                "agent": request.headers.get("User-Agent", ""),
            }
        )
        answer = Response(msgspec.json.encode(ANSWER), content_type="application/json")
        if request.path.endswith("/login"):
            answer.set_cookie("first", "1", path="/")
            answer.set_cookie("second", "2", path="/")
        return answer(environ, start_response)

    def __enter__(self) -> Recorder:
        threading.Thread(target=self._server.serve_forever, args=(POLL_S,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


# Enough of everything for either side to read.
ANSWER = {
    **dict.fromkeys((one.name for one in fields(fbpi.FbpiGetFbpiOrderResponse)), "x"),
    **dict.fromkeys((one.name for one in fields(fbpi.FbpiGetFbpiOrderCustomerDataResponse)), "x"),
    "items": [],
    "orders": [],
    "awbs": [],
    "awb_nrs": [],
    "next_token": "",
}
SINCE_UNTIL = ("2026-03-01T00:00:00Z", "2026-03-31T23:59:59Z")
FILTERS = fbpi.FbpiListOrdersFilters("W00012345A", *SINCE_UNTIL)
Ask = tuple[Callable[[NoonSession], object], Callable[[Runtime, Account], object]]
CALLS: dict[str, Ask] = {
    "whoami": (
        lambda sdk: sdk.auth.whoami(),
        lambda ours, account: ours.client(NoonClient).whoami(account.key),
    ),
    "an order": (
        lambda sdk: sdk.fbpi.get_fbpi_order(NR),
        lambda ours, account: ours.client(NoonClient).get_order(account, NR),
    ),
    "a list": (
        lambda sdk: sdk.fbpi.list_fbpi_orders(FILTERS, next_token=""),
        lambda ours, account: list(ours.client(NoonClient).list_orders(account, "W00012345A", SINCE, UNTIL)),
    ),
    "a list's next page": (
        lambda sdk: sdk.fbpi.list_fbpi_orders(FILTERS, next_token="a+b/c=="),
        lambda ours, account: ours.client(NoonClient).list_page(account, "W00012345A", SINCE, UNTIL, "a+b/c=="),
    ),
    "a customer": (
        lambda sdk: sdk.fbpi.get_fbpi_order_customer_data(NR),
        lambda ours, account: ours.client(CustomersClient).customer_of(account, NR),
    ),
}

REF = {"warehouse_code": "W00012345A", "integration_shipment_nr": "S-1"}
WAYBILL, SDK_WAYBILL = Waybill("noon", "NAE1"), fbpi.FbpiShipmentCourierAwb("noon", "NAE1")
CALLS |= {
    "a shipment": (
        lambda sdk: sdk.fbpi.get_shipment(fbpi.FbpiGetShipmentRequest(**REF)),
        lambda ours, account: ours.client(ShippingClient).find(account, *REF.values()),
    ),
    "shipping": (
        lambda sdk: sdk.fbpi.create_shipment(
            fbpi.FbpiCreateShipmentRequest(
                **REF,
                fbpi_order_nr=NR,
                awbs=[SDK_WAYBILL],
                items=[fbpi.FbpiCreateShipmentItem("I-1"), fbpi.FbpiCreateShipmentItem("I-2")],
            )
        ),
        lambda ours, account: ours.client(ShippingClient).create(
            account, *REF.values(), order_nr=NR, awbs=[WAYBILL], item_nrs=["I-1", "I-2"]
        ),
    ),
    "a further waybill": (
        lambda sdk: sdk.fbpi.add_shipment_courier_awbs(
            fbpi.FbpiAddShipmentCourierAwbsRequest(**REF, awbs=[SDK_WAYBILL])
        ),
        lambda ours, account: ours.client(ShippingClient).add_awb(account, *REF.values(), WAYBILL),
    ),
    "cancelling a shipment": (
        lambda sdk: sdk.fbpi.cancel_shipment(fbpi.FbpiCancelShipmentRequest(**REF)),
        lambda ours, account: ours.client(ShippingClient).cancel(account, *REF.values()),
    ),
    "out of stock": (
        lambda sdk: sdk.fbpi.update_order(
            fbpi.FbpiUpdateOrderRequest(
                NR, [fbpi.FbpiUpdateOrderItem("I-1", fbpi.FbpiUpdateOrderItemStatus.OUT_OF_STOCK)]
            )
        ),
        lambda ours, account: ours.client(ShippingClient).mark_out_of_stock(account, NR, ["I-1"]),
    ),
    "numbers of noon's waybills": (
        lambda sdk: sdk.fbpi.get_noon_logistics_awbs(fbpi.FbpiGetNoonLogisticsAwbsRequest("sa", 7)),
        lambda ours, account: ours.client(ShippingClient).draw(account, "SA", 7),
    ),
}


@pytest.fixture(scope="module")
def recorder() -> Iterator[Recorder]:
    """One for all calls."""
    with Recorder() as running:
        yield running


@pytest.mark.parametrize("name", CALLS)
def test_our_client_asks_for_what_noons_sdk_asks_for(
    recorder: Recorder,
    noon: NoonSandbox,
    worker: Callable[..., Runtime],
    account: Account,
    tmp_path: Any,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    by_sdk, by_us = CALLS[name]
    monkeypatch.setattr(noonapi.constants, "NOON_GATEWAY_BASE_URL", recorder.url)
    key_file = tmp_path / "key.json"
    key_file.write_bytes(msgspec.json.encode(account.key))
    sdk = NoonSession(str(key_file), verify_whoami_on_login=False)
    by_sdk(sdk)
    sdk.http.close()
    theirs = [*recorder.asked]
    recorder.asked.clear()
    by_us(worker(noon_api_url=recorder.url), account)
    ours = [*recorder.asked]
    recorder.asked.clear()

    assert [_comparable(one) for one in ours] == [_comparable(one) for one in theirs]
    assert ours[-1]["cookies"] == {"first": "1", "second": "2"}
    assert all(one["authorization"] is None for one in ours)
    assert all("tajir" in one["agent"] for one in ours)


def _comparable(asked: dict[str, Any]) -> dict[str, Any]:
    """What both send alike: each names itself, and no login token is like another but in what it claims."""
    same = {name: value for name, value in asked.items() if name != "agent"}
    if asked["path"].endswith("/login"):
        token = asked["body"]["token"]
        claims = jwt.decode(token, options={"verify_signature": False, "verify_iat": False})
        kinds = {name: type(value).__name__ for name, value in claims.items()}
        signed = {"header": jwt.get_unverified_header(token), "claims": kinds, "sub": claims["sub"]}
        same["body"] = {**asked["body"], "token": signed}
    return same
