"""A noon for each test file, empty for each test; a bare client for it; and somebody who receives its events."""

import threading
import time
import uuid

import jwt
import pytest
import requests
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from sandbox.noon.alone import POLL_S, Quiet, RunningNoon
from sandbox.noon.control import NoonSandbox

LOGIN = "/identity/public/v1/api/login"


class Wire:
    """Speaks to noon in plain requests, so that a test can say anything, wrong things included."""

    def __init__(self, base_url, key_file):
        self.base_url = base_url
        self.key_file = key_file
        self.http = requests.Session()

    def token(self, *, key=None, algorithm="RS256", **claims):
        """A login token; a claim given as None is left out."""
        given = {"sub": self.key_file["key_id"], "iat": int(time.time()), "jti": str(uuid.uuid4())} | claims
        kept = {name: value for name, value in given.items() if value is not None}
        return jwt.encode(kept, key or self.key_file["private_key"], algorithm=algorithm)

    def log_in(self, token=None, **body):
        draft = {"token": token or self.token(), "default_project_code": self.key_file["project_code"]} | body
        return self.post(LOGIN, draft)

    def post(self, path, body=None, **options):
        return self.http.post(self.base_url + path, json={} if body is None else body, timeout=60, **options)

    def get(self, path):
        return self.http.get(self.base_url + path, timeout=60)

    def list_orders(self, warehouse_code, token="", **filters):
        body = {"warehouse_code": warehouse_code, **filters}
        return self.post("/fbpi/v1/fbpi-orders/list", body, params={"next_token": token})

    def read_order(self, fbpi_order_nr):
        return self.get(f"/fbpi/v1/fbpi-order/{fbpi_order_nr}/get").json()

    def mark_out_of_stock(self, order, *positions, status="UPDATE_ORDER_REQUEST_ITEM_STATUS_OUT_OF_STOCK"):
        items = [{"mp_item_nr": order["items"][at]["mp_item_nr"], "status": status} for at in positions]
        return self.post("/fbpi/v1/fbpi-order/update", {"fbpi_order_nr": order["fbpi_order_nr"], "items": items})

    def ship(self, order, *positions, nr="S-1", **changes):
        body = {
            "warehouse_code": order["warehouse_code"],
            "integration_shipment_nr": nr,
            "fbpi_order_nr": order["fbpi_order_nr"],
            "awbs": [{"courier": "noon", "awb_nr": "NAE1"}],
            "items": [{"mp_item_nr": order["items"][at]["mp_item_nr"]} for at in positions],
        }
        return self.post("/fbpi/v1/shipment/create", body | changes)

    def shipment(self, verb, order, nr="S-1", **more):
        body = {"warehouse_code": order["warehouse_code"], "integration_shipment_nr": nr, **more}
        return self.post(f"/fbpi/v1/shipment/{verb}", body)


class Receiver:
    """A webhook endpoint that keeps what it gets and answers with the next planned status, else 200."""

    def __init__(self):
        self.got = []
        self.answers = []
        self.open = threading.Event()  # while it is not set, a delivery is under way
        self.open.set()
        self._server = make_server("127.0.0.1", 0, self._receive, threaded=True, request_handler=Quiet)
        self.url = f"http://127.0.0.1:{self._server.server_port}/webhooks/noon/shop"

    def _receive(self, environ, start_response):
        request = Request(environ)
        self.got.append((request.headers, request.get_data(as_text=True)))
        self.open.wait(timeout=60)
        status = self.answers.pop(0) if self.answers else 200
        # A redirect that is followed ends here again, and then in a 200.
        headers = {"Location": self.url} if status // 100 == 3 else {}
        return Response("", status=status, headers=headers)(environ, start_response)

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, args=(POLL_S,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="module")
def running():
    with RunningNoon(prefix="/noon") as noon:
        yield noon


@pytest.fixture
def noon(running):
    control = NoonSandbox(running.base_url)
    control.reset()
    return control


@pytest.fixture
def stranger(noon):
    """A client with a key that has not logged in yet."""
    wire = Wire(noon.base_url, noon.register())
    yield wire
    wire.http.close()


@pytest.fixture
def wire(stranger):
    assert stranger.log_in().status_code == 200
    return stranger


@pytest.fixture
def wire_of(noon):
    """Clients of other accounts, logged in."""
    made = []

    def make(**registration):
        wire = Wire(noon.base_url, noon.register(**registration))
        made.append(wire)
        assert wire.log_in().status_code == 200
        return wire

    yield make
    for wire in made:
        wire.http.close()


@pytest.fixture
def receiver(noon):
    with Receiver() as receiver:
        noon.send_events_to(receiver.url, {"X-Tajir-Secret": "s3cret"})
        yield receiver
