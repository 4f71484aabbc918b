"""The token endpoint: exchange, rotation, and what is refused."""

from __future__ import annotations

import time

import pytest

from sandbox.client import ShopifySandbox
from sandbox.server import SandboxServer
from tests.sandbox.shopify.doubles import SECRET, SHOP, Admin

SHOP_NAME = "{ shop { name } }"
REFRESH = "refresh_token"


def test_an_id_token_buys_an_expiring_pair(admin: Admin):
    answer = admin.exchange().json()

    assert answer["access_token"].startswith("shpat_") and answer["refresh_token"].startswith("shprt_")
    assert (answer["expires_in"], answer["refresh_token_expires_in"]) == (3600, 7776000)
    assert "write_orders" in answer["scope"].split(",")


def test_an_online_token_names_the_staff_member(admin: Admin):
    online = "urn:shopify:params:oauth:token-type:online-access-token"
    answer = admin.exchange(requested_token_type=online).json()

    assert answer["associated_user"]["account_owner"] is True
    assert "refresh_token" not in answer


@pytest.mark.parametrize(
    ("claims", "life"),
    [
        ({}, -60),
        ({"dest": "https://dune-gifts.myshopify.com"}, 60),
        ({"iss": "https://evil.example/admin"}, 60),
        ({"aud": "another-app"}, 60),
        ({"nbf": 4_000_000_000}, 60),
        ({"exp": None}, 60),
    ],
)
def test_a_bad_id_token_buys_nothing(sandbox: ShopifySandbox, admin: Admin, claims: dict[str, object], life: int):
    token = sandbox.id_token(SHOP, life=life, **claims)

    answer = admin.exchange(subject_token=token)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_subject_token")


def test_an_id_token_with_a_forged_signature_buys_nothing(sandbox: ShopifySandbox, admin: Admin):
    head, body, signature = sandbox.id_token(SHOP).split(".")

    assert admin.exchange(subject_token=f"{head}.{body}.{signature[::-1]}").status_code == 400


def test_the_old_client_secret_still_works_and_a_wrong_one_does_not(admin: Admin):
    assert admin.exchange(client_secret="old-secret").status_code == 200
    refused = admin.exchange(client_secret=SECRET + "x")
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")


def test_a_refresh_replaces_the_pair(admin: Admin):
    first = admin.exchange().json()
    second = admin.ask_token(grant_type=REFRESH, refresh_token=first["refresh_token"]).json()

    admin.token = first["access_token"]
    assert admin.post(SHOP_NAME).status_code == 401
    admin.token = second["access_token"]
    assert admin.post(SHOP_NAME).status_code == 200
    assert first["refresh_token"] != second["refresh_token"]


def test_a_lost_refresh_answer_can_be_asked_for_again(admin: Admin):
    first = admin.exchange().json()["refresh_token"]
    admin.ask_token(grant_type=REFRESH, refresh_token=first)

    again = admin.ask_token(grant_type=REFRESH, refresh_token=first)

    assert again.status_code == 200


def test_using_the_replacement_retires_the_refresh_token_before_it(admin: Admin):
    first = admin.exchange().json()["refresh_token"]
    second = admin.ask_token(grant_type=REFRESH, refresh_token=first).json()["refresh_token"]
    admin.ask_token(grant_type=REFRESH, refresh_token=second)

    refused = admin.ask_token(grant_type=REFRESH, refresh_token=first)

    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")


def test_another_grant_ends_every_refresh_token(admin: Admin):
    first = admin.exchange().json()["refresh_token"]
    admin.exchange()

    assert admin.ask_token(grant_type=REFRESH, refresh_token=first).json()["error"] == "invalid_grant"


def test_a_refresh_token_is_over_thirty_days_after_its_first_use(server: SandboxServer, admin: Admin):
    first = admin.exchange().json()["refresh_token"]
    admin.ask_token(grant_type=REFRESH, refresh_token=first)
    server.store.table("refresh_tokens")[first]["first_used_at"] = time.time() - 31 * 86_400

    assert admin.ask_token(grant_type=REFRESH, refresh_token=first).json()["error"] == "invalid_grant"


def test_a_lasting_token_is_migrated_once_and_dies(admin: Admin):
    offline = "urn:shopify:params:oauth:token-type:offline-access-token"
    lasting = admin.exchange(expiring="0").json()
    assert "refresh_token" not in lasting

    moved = admin.exchange(subject_token=lasting["access_token"], subject_token_type=offline)
    assert moved.json()["refresh_token"]
    again = admin.exchange(subject_token=lasting["access_token"], subject_token_type=offline)
    assert again.json()["error"] == "invalid_subject_token"


def test_uninstalling_ends_the_tokens_and_the_grants(sandbox: ShopifySandbox, admin: Admin):
    sandbox.uninstall(SHOP)

    assert admin.post(SHOP_NAME).status_code == 401
    assert admin.exchange().json()["error"] == "app_not_installed"


def test_expired_tokens_are_refused(sandbox: ShopifySandbox, admin: Admin):
    sandbox.expire_tokens(SHOP)

    assert admin.post(SHOP_NAME).status_code == 401


def test_a_planned_failure_strikes_the_token_endpoint(sandbox: ShopifySandbox, admin: Admin):
    sandbox.fault("token", "status", status=429, retry_after=2)

    refused = admin.exchange()

    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "2")
    assert admin.exchange().status_code == 200
