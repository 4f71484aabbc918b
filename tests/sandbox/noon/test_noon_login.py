"""Who gets in, and for how long."""

import time

import jwt
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa

LOGIN = "/identity/public/v1/api/login"
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def refusal(answer):
    return answer.status_code, answer.json()["status_code"]


def test_a_login_answers_an_empty_object_and_two_cookies_for_every_path(stranger):
    answer = stranger.log_in()

    assert answer.json() == {}
    cookies = answer.raw.headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    for cookie in cookies:
        assert "; HttpOnly; Path=/" in cookie
        assert "Secure" not in cookie  # or no client would send it back on plain http


# The ids must not hold a time: workers that run the suite side by side have to collect the same names.
WRONG_CLAIMS = {
    "no sub": lambda now: {"sub": None},
    "unknown sub": lambda now: {"sub": "nobody"},
    "no iat": lambda now: {"iat": None},
    "iat as text": lambda now: {"iat": str(int(now))},
    "iat with a fraction": lambda now: {"iat": int(now) + 0.5},
    "no jti": lambda now: {"jti": None},
    "empty jti": lambda now: {"jti": ""},
}


@pytest.mark.parametrize("wrong", WRONG_CLAIMS)
def test_a_token_with_a_wrong_claim_is_refused(stranger, wrong):
    answer = stranger.log_in(stranger.token(**WRONG_CLAIMS[wrong](time.time())))

    assert refusal(answer) == (401, "UNAUTHENTICATED")
    assert "Set-Cookie" not in answer.headers


def test_a_token_signed_with_another_key_is_refused(stranger):
    assert refusal(stranger.log_in(stranger.token(key=OTHER_KEY))) == (401, "UNAUTHENTICATED")


def test_a_token_signed_with_the_public_key_as_a_secret_is_refused(stranger, running):
    """The classic mix-up of algorithms: the public key is no secret, so HS256 with it must open nothing."""
    public_key = running.engine.noon.accounts[stranger.key_file["key_id"]]["public_key"]
    header = jwt.utils.base64url_encode(b'{"alg":"HS256","typ":"JWT"}').decode()
    claims = stranger.token().split(".")[1]
    digest = jwt.get_algorithm_by_name("HS256").sign(f"{header}.{claims}".encode(), public_key.encode())

    token = f"{header}.{claims}.{jwt.utils.base64url_encode(digest).decode()}"

    assert refusal(stranger.log_in(token)) == (401, "UNAUTHENTICATED")


@pytest.mark.parametrize(("offset", "passes"), [(-290, True), (290, True), (-310, False), (310, False)])
def test_the_time_of_a_token_may_be_five_minutes_off(stranger, offset, passes):
    answer = stranger.log_in(stranger.token(iat=int(time.time()) + offset))

    assert passes == (answer.status_code == 200)


def test_the_window_of_a_token_is_a_knob(noon, stranger):
    old = int(time.time()) - 3000
    assert stranger.log_in(stranger.token(iat=old)).status_code == 401

    noon.turn(iat_window_s=0)

    assert stranger.log_in(stranger.token(iat=old)).status_code == 200


def test_a_token_works_once_unless_the_knob_says_otherwise(noon, stranger):
    token = stranger.token()

    assert stranger.log_in(token).status_code == 200
    assert stranger.log_in(token).status_code == 401
    noon.turn(jti_once=False)
    assert stranger.log_in(token).status_code == 200


@pytest.mark.parametrize("path", [LOGIN, "/identity/v1/whoami"])
def test_a_caller_without_a_name_is_refused(wire, path):
    wire.http.headers["User-Agent"] = ""

    answer = wire.log_in() if path == LOGIN else wire.get(path)

    assert refusal(answer) == (400, "INVALID_ARGUMENT")


def test_both_cookies_are_needed(noon, wire):
    jar = wire.http.cookies.get_dict()
    for name in jar:
        lonely = requests.get(noon.base_url + "/identity/v1/whoami", cookies={name: jar[name]}, timeout=60)
        assert refusal(lonely) == (401, "UNAUTHENTICATED")
    both = requests.get(noon.base_url + "/identity/v1/whoami", cookies=jar, timeout=60)
    assert both.status_code == 200


def test_cookies_may_bear_any_name(noon, stranger):
    noon.turn(cookie_names=["a1", "b2"])
    stranger.log_in()

    assert {"a1", "b2"} == set(stranger.http.cookies.get_dict())
    assert stranger.get("/identity/v1/whoami").status_code == 200


def test_sessions_expire_by_project(noon, wire, wire_of):
    other = wire_of(project_code="PRJ20002")

    assert noon.expire_sessions("PRJ20002") == 1

    assert wire.get("/identity/v1/whoami").status_code == 200
    assert refusal(other.get("/identity/v1/whoami")) == (401, "UNAUTHENTICATED")


def test_a_deactivated_key_is_out_at_once(noon, wire):
    noon.deactivate(wire.key_file["key_id"])

    assert refusal(wire.get("/identity/v1/whoami")) == (401, "UNAUTHENTICATED")
    assert refusal(wire.log_in()) == (401, "UNAUTHENTICATED")


def test_an_account_without_a_role_logs_in_and_gets_no_further(noon, wire_of):
    wire = wire_of(has_role=False)

    answer = wire.get("/identity/v1/whoami")

    assert refusal(answer) == (403, "PERMISSION_DENIED")
    assert "has no access to project PRJ10001" in answer.json()["message"]
    assert refusal(wire.list_orders(noon.warehouses()[0]["warehouse_code"])) == (403, "PERMISSION_DENIED")


def test_a_login_for_another_project_gets_no_further(stranger):
    stranger.log_in(default_project_code="PRJ20002")

    assert refusal(stranger.get("/identity/v1/whoami")) == (403, "PERMISSION_DENIED")


def test_the_project_may_be_left_to_the_account(stranger):
    stranger.post(LOGIN, {"token": stranger.token()})

    assert stranger.get("/identity/v1/whoami").status_code == 200


def test_nothing_opens_without_a_session(noon, stranger):
    order = noon.create_order()

    for answer in (
        stranger.get("/identity/v1/whoami"),
        stranger.list_orders(order["warehouse_code"]),
        stranger.get(f"/fbpi/v1/fbpi-order/{order['fbpi_order_nr']}/get"),
        stranger.get(f"/fbpi/v1/fbpi-order/{order['fbpi_order_nr']}/customer-details/get"),
        stranger.mark_out_of_stock(order, 0),
        stranger.ship(order, 0),
        stranger.post("/stock/v1/stock-update", {"items": [{}]}),
        stranger.post("/warehouse_platform/v1/warehouses/list"),
    ):
        assert refusal(answer) == (401, "UNAUTHENTICATED")


def test_a_key_file_has_noons_shape(noon):
    key_file = noon.register("PRJ30003")

    assert {"type", "key_id", "private_key", "project_code", "channel_identifier", "issued_at"} == set(key_file)
    assert (key_file["type"], key_file["project_code"]) == ("apijwt", "PRJ30003")
    assert key_file["private_key"].startswith("-----BEGIN PRIVATE KEY-----")
    assert key_file["channel_identifier"].endswith("@p30003.idp.noon.partners")
