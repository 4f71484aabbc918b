"""How the stand-in says no: shapes of errors, quota, unknown paths, planned failures."""

import pytest
import requests

from sandbox.noon.control import ControlError
from sandbox.noon.rate import RateLimit

WHOAMI = "/identity/v1/whoami"


class Clock:
    """A clock that goes when it is told to."""

    now = 1000.0

    def __call__(self):
        return self.now


def test_an_error_has_four_fields(wire):
    body = wire.get("/fbpi/v1/fbpi-order/NFBO0/get").json()

    assert body == {
        "status_code": "NOT_FOUND",
        "status_id": 5,
        "message": "order NFBO0 was not found",
        "details": [{"subject": "NFBO0"}],
    }


def test_an_error_can_be_wrapped(noon, wire):
    noon.turn(error_shape="wrapped")

    answer = wire.get("/fbpi/v1/fbpi-order/NFBO0/get")

    assert answer.status_code == 404
    assert answer.json() == {"error": {"code": "NOT_FOUND", "message": "order NFBO0 was not found"}}


def test_an_error_can_be_a_page_of_a_proxy(noon, wire):
    noon.turn(error_shape="html")

    answer = wire.get("/fbpi/v1/fbpi-order/NFBO0/get")

    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "text/html")
    assert answer.text.startswith("<html>")


def test_identity_has_an_error_shape_of_its_own(noon, stranger):
    noon.turn(identity_error_shape="wrapped")

    assert stranger.get(WHOAMI).json()["error"]["code"] == "UNAUTHENTICATED"
    assert stranger.list_orders("W1").json()["status_code"] == "UNAUTHENTICATED"


@pytest.mark.parametrize("path", ["/fbpi/v1/orders", "/fbpi/v2/fbpi-orders/list", "/"])
def test_an_unknown_path_is_a_teapot_unless_the_knob_says_otherwise(noon, wire, path):
    assert wire.post(path).status_code == 418

    noon.turn(unknown_path_status=404)

    assert wire.post(path).status_code == 404


def test_the_wrong_verb_is_as_unknown_as_a_wrong_path(wire):
    assert wire.get("/fbpi/v1/fbpi-orders/list").status_code == 418


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'"x"', b'{"warehouse_code": 7}', b'{"warehouse_code": ""}', b"\xff"]
)
def test_a_malformed_body_is_an_invalid_argument(noon, wire, body):
    answer = wire.http.post(noon.base_url + "/fbpi/v1/fbpi-orders/list", data=body, timeout=60)

    assert (answer.status_code, answer.json()["status_code"]) == (400, "INVALID_ARGUMENT")


def test_the_quota_ends_in_429_without_a_hint_when_to_return(noon, wire):
    noon.turn(rate_limit=3, rate_window_s=1000)

    answers = [wire.get(WHOAMI) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1].json()["status_code"] == "RESOURCE_EXHAUSTED"
    assert "Retry-After" not in answers[-1].headers


def test_the_hint_when_to_return_is_a_knob(noon, wire):
    noon.turn(rate_limit=1, rate_window_s=100, retry_after=True)
    wire.get(WHOAMI)

    assert 90 <= int(wire.get(WHOAMI).headers["Retry-After"]) <= 100


def test_one_projects_quota_is_not_anothers(noon, wire, wire_of):
    other = wire_of(project_code="PRJ20002")
    noon.turn(rate_limit=1, rate_window_s=1000)
    wire.get(WHOAMI)

    assert (wire.get(WHOAMI).status_code, other.get(WHOAMI).status_code) == (429, 200)


def test_two_keys_of_a_project_share_its_quota(noon, wire, wire_of):
    second = wire_of()
    noon.turn(rate_limit=1, rate_window_s=1000)
    wire.get(WHOAMI)

    assert second.get(WHOAMI).status_code == 429


def test_the_documented_quota_is_the_default(noon):
    assert (noon.knobs()["rate_limit"], noon.knobs()["rate_window_s"]) == (1500, 60.0)


def test_a_quota_fills_up_evenly():
    clock = Clock()
    rate = RateLimit(clock)
    spent = [rate.wait_for("P", limit=60, window_s=60) for _ in range(61)]

    assert spent == [0.0] * 60 + [1.0]
    clock.now += 0.5
    assert rate.wait_for("P", limit=60, window_s=60) == 0.5
    clock.now += 0.5
    assert rate.wait_for("P", limit=60, window_s=60) == 0.0


def test_a_quota_holds_no_more_than_one_window():
    clock = Clock()
    rate = RateLimit(clock)
    rate.wait_for("P", limit=2, window_s=60)
    clock.now += 10_000

    assert [rate.wait_for("P", limit=2, window_s=60) for _ in range(2)] == [0.0, 0.0]
    assert rate.wait_for("P", limit=2, window_s=60) > 0


def test_a_quota_of_none_never_ends():
    assert [RateLimit(Clock()).wait_for("P", limit=0, window_s=60) for _ in range(5)] == [0.0] * 5


def test_a_reset_fills_the_quota(noon, wire, wire_of):
    noon.turn(rate_limit=1, rate_window_s=100_000)
    wire.get(WHOAMI)
    noon.reset()
    noon.turn(rate_limit=1, rate_window_s=100_000)

    assert wire_of().get(WHOAMI).status_code == 200


def test_a_planned_status_is_answered_once(noon, wire):
    order = noon.create_order()
    noon.plan_fault("fbpi.get_order", "status", status=503, body="busy", content_type="text/plain", retry_after=7)

    first = wire.get(f"/fbpi/v1/fbpi-order/{order['fbpi_order_nr']}/get")
    second = wire.get(f"/fbpi/v1/fbpi-order/{order['fbpi_order_nr']}/get")

    assert (first.status_code, first.text, first.headers["Retry-After"]) == (503, "busy", "7")
    assert second.status_code == 200


def test_a_planned_drop_does_nothing(noon, wire):
    order = noon.create_order()
    noon.plan_fault("fbpi.create$", "drop")

    with pytest.raises(requests.ConnectionError):
        wire.ship(order, 0)

    assert noon.shipments() == []


def test_a_planned_drop_after_commit_loses_the_answer_only(noon, wire):
    """The case that makes a client ask for the shipment before it repeats the call."""
    order = noon.create_order()
    noon.plan_fault("fbpi.create$", "drop_after_commit")

    with pytest.raises(requests.ConnectionError):
        wire.ship(order, 0)

    assert wire.shipment("get", order).json()["fbpi_order_nr"] == order["fbpi_order_nr"]
    assert wire.ship(order, 0).status_code == 409


def test_a_planned_delay_outlasts_a_short_patience(noon, wire):
    noon.plan_fault("identity.whoami", "slow", seconds=1.0)

    with pytest.raises(requests.ReadTimeout):
        wire.http.get(noon.base_url + WHOAMI, timeout=0.2)
    assert wire.get(WHOAMI).status_code == 200


def test_control_is_never_struck(noon):
    noon.plan_fault(".*", "status", times=None)

    assert noon.order_nrs() == []


def test_every_call_is_on_record(noon, wire):
    noon.clear_calls()
    wire.list_orders("W-none", token="", created_after="2026-01-01T00:00:00Z")
    wire.get("/nowhere")

    listed, lost = noon.calls()

    assert (listed["operation"], listed["method"], listed["status"]) == ("fbpi.list_orders", "POST", 404)
    assert listed["body"] == {"warehouse_code": "W-none", "created_after": "2026-01-01T00:00:00Z"}
    assert listed["query"] == {"next_token": ""}
    assert "python-requests" in listed["headers"]["User-Agent"]
    assert {"_npsid", "_nprt"} == {part.split("=")[0].strip() for part in listed["headers"]["Cookie"].split(";")}
    assert (lost["operation"], lost["path"], lost["status"]) == ("", "/nowhere", 418)
    assert noon.calls(method="GET") == [lost]
    assert noon.calls(path="orders/list") == [listed]


def test_control_speaks_plainly_whatever_the_shape_of_errors(noon):
    noon.turn(error_shape="html")

    with pytest.raises(ControlError, match='"status_code":"NOT_FOUND"'):
        noon.order("NFBO0")


@pytest.mark.parametrize("changes", [{"no_such_knob": 1}, {"page_size": 51}, {"end_of_list": "maybe"}])
def test_a_knob_that_is_not_there_cannot_be_turned(noon, changes):
    before = noon.knobs()

    with pytest.raises(ControlError, match="400"):
        noon.turn(**changes)

    assert before == noon.knobs()
