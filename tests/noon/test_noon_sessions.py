"""One session for all workers, and it belongs to a whole key file: a key id, which is no secret, opens nothing."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from sandbox.noon.control import NoonSandbox
from shopify_app.core.errors import InvalidInputError
from shopify_app.core.runtime import Runtime
from shopify_app.noon.actions import BadKeyFileError, parse_key_file
from shopify_app.noon.calling.refusals import NoonLoginError
from shopify_app.noon.calling.sessions import Account
from shopify_app.noon.client import NoonClient
from shopify_app.noon.models import NoonSession
from shopify_app.noon.payload import KeyFile

Ask = Callable[[NoonClient, Account], object]
LOGIN = "/identity/public/v1/api/login"


def ask_who(client: NoonClient, account: Account) -> object:
    return client.whoami(account.key)


def ask_order(client: NoonClient, account: Account) -> object:
    return client.get_order(account, "NOON1")


def ask_orders(client: NoonClient, account: Account) -> object:
    now = datetime.now(UTC)
    return list(client.list_orders(account, "W00010001A", now - timedelta(days=1), now))


def forged_from(noon: NoonSandbox, account: Account) -> Account:
    """The owner's key id and project with a private key of one's own."""
    own = msgspec.convert(noon.register(), KeyFile)
    return Account(account.shop_id, KeyFile(account.key.key_id, own.private_key, account.key.project_code))


@pytest.mark.parametrize("ask", [ask_who, ask_order, ask_orders])
def test_anothers_key_id_with_a_key_of_ones_own_is_refused_while_its_session_lives(
    noon: NoonSandbox, calling: Runtime, account: Account, ask: Ask
) -> None:
    client = calling.client(NoonClient)
    ask_orders(client, account)

    with pytest.raises(NoonLoginError):
        ask(client, forged_from(noon, account))
    # The owner's session is none the worse for it.
    logins = len(noon.calls(path=LOGIN))
    ask_orders(client, account)
    assert len(noon.calls(path=LOGIN)) == logins


def test_workers_share_one_session_and_one_of_them_renews_it(
    noon: NoonSandbox, worker: Callable[..., Runtime], account: Account
) -> None:
    clients = [worker().client(NoonClient) for _ in range(3)]

    def all_ask() -> None:
        with ThreadPoolExecutor(6) as pool:
            list(pool.map(lambda at: ask_orders(clients[at % 3], account), range(12)))

    all_ask()
    assert len(noon.calls(path=LOGIN)) == 1
    noon.expire_sessions()
    all_ask()
    assert len(noon.calls(path=LOGIN)) == 2


def test_a_worker_that_dies_while_it_logs_in_stops_nobody_for_ever(
    noon: NoonSandbox, calling: Runtime, worker: Callable[..., Runtime], account: Account
) -> None:
    ask_orders(calling.client(NoonClient), account)
    with calling.transaction() as tx:
        row = tx.session.get_one(NoonSession, account.shop_id)
        row.cookies, row.logging_in_until = None, tx.now - timedelta(seconds=1)

    assert ask_orders(worker().client(NoonClient), account) == [[]]
    assert len(noon.calls(path=LOGIN)) == 2


def test_a_second_401_is_an_answer(noon: NoonSandbox, calling: Runtime, account: Account) -> None:
    ask_orders(calling.client(NoonClient), account)
    noon.deactivate(account.key.key_id)

    with pytest.raises(NoonLoginError, match="key file"):
        ask_orders(calling.client(NoonClient), account)
    assert len(noon.calls(path=LOGIN)) == 2


def test_cookies_lie_sealed_in_the_database(
    calling: Runtime, account: Account, noon: NoonSandbox, redis_client: object
) -> None:
    ask_orders(calling.client(NoonClient), account)
    cookie = noon.calls(path="/fbpi/v1/fbpi-orders/list")[0]["headers"]["Cookie"].partition("=")[2].partition(";")[0]

    with calling.snapshot() as tx:
        row = tx.session.get_one(NoonSession, account.shop_id)
        assert row.cookies is not None
        assert cookie.encode() not in bytes(row.cookies)
    dump = [calling.redis.dump(key) or b"" for key in calling.redis.keys("*")]  # type: ignore[union-attr]
    assert dump
    assert all(cookie.encode() not in bytes(value) for value in dump)  # type: ignore[arg-type]


def test_the_proof_of_a_key_file_is_a_login_every_time(noon: NoonSandbox, calling: Runtime, account: Account) -> None:
    """A session outlives a key that was withdrawn: only a login proves the key."""
    for _ in range(3):
        calling.client(NoonClient).whoami(account.key)

    assert len(noon.calls(path=LOGIN)) == 3


@pytest.mark.parametrize("around", ['{"key_id": "a", "private_key": "b", "project_code": "c", "x": %s}', "%s"])
def test_a_key_file_nested_without_end_is_no_key_file(around: str) -> None:
    deep = around % ("[" * 100_000 + "]" * 100_000)

    with pytest.raises(BadKeyFileError, match="not a noon key file") as caught:
        parse_key_file(deep)
    assert isinstance(caught.value, InvalidInputError)
