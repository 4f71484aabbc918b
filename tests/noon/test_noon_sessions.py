"""A session with noon belongs to a whole key file: a key id, which is no secret, opens nothing by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from sandbox.noon.alone import RunningNoon
from sandbox.noon.control import NoonSandbox
from shopify_app.core.clock import SystemClock
from shopify_app.core.errors import InvalidInputError
from shopify_app.core.remote import Remote
from shopify_app.noon.actions import BadKeyFileError, parse_key_file
from shopify_app.noon.client import NoonClient, NoonLoginError
from shopify_app.noon.payload import KeyFile

Ask = Callable[[NoonClient, KeyFile], object]


@pytest.fixture(scope="module")
def running() -> Iterator[RunningNoon]:
    """A noon of this file's own."""
    with RunningNoon() as noon:
        yield noon


@pytest.fixture
def noon(running: RunningNoon) -> NoonSandbox:
    """That noon, empty."""
    control = NoonSandbox(running.base_url)
    control.reset()
    return control


@pytest.fixture
def client(noon: NoonSandbox) -> NoonClient:
    """A process's client, as all its shops share it."""
    return NoonClient(Remote(allow_loopback_http=True, clock=SystemClock()), noon.base_url)


def key_of(noon: NoonSandbox) -> KeyFile:
    return msgspec.convert(noon.register(), KeyFile)


def ask_who(client: NoonClient, key: KeyFile) -> object:
    return client.whoami(key)


def ask_order(client: NoonClient, key: KeyFile) -> object:
    return client.get_order(key, "NOON1")


def ask_orders(client: NoonClient, key: KeyFile) -> object:
    now = datetime.now(UTC)
    return list(client.list_orders(key, "W00010001A", now - timedelta(days=1), now))


@pytest.mark.parametrize("ask", [ask_who, ask_order, ask_orders])
def test_anothers_key_id_with_a_key_of_ones_own_is_refused_while_its_session_lives(
    noon: NoonSandbox, client: NoonClient, ask: Ask
) -> None:
    key, own = key_of(noon), key_of(noon)
    client.whoami(key)
    ask_orders(client, key)
    forged = KeyFile(key.key_id, own.private_key, key.project_code)

    with pytest.raises(NoonLoginError):
        ask(client, forged)
    # The owner's session is none the worse for it.
    logins = len(noon.calls(path="/identity/public/v1/api/login"))
    ask_orders(client, key)
    assert len(noon.calls(path="/identity/public/v1/api/login")) == logins


def test_a_forged_key_file_opens_nothing_after_the_true_one_worked_again(noon: NoonSandbox, client: NoonClient) -> None:
    key, own = key_of(noon), key_of(noon)
    forged = KeyFile(key.key_id, own.private_key, key.project_code)
    for _ in range(2):
        client.whoami(key)
        with pytest.raises(NoonLoginError):
            client.whoami(forged)


def test_the_proof_of_a_key_file_is_a_login_every_time(noon: NoonSandbox, client: NoonClient) -> None:
    """A session outlives a key that was withdrawn: only a login proves the key."""
    key = key_of(noon)
    for _ in range(3):
        client.whoami(key)

    assert len(noon.calls(path="/identity/public/v1/api/login")) == 3


@pytest.mark.parametrize("around", ['{"key_id": "a", "private_key": "b", "project_code": "c", "x": %s}', "%s"])
def test_a_key_file_nested_without_end_is_no_key_file(around: str) -> None:
    deep = around % ("[" * 100_000 + "]" * 100_000)

    with pytest.raises(BadKeyFileError, match="not a noon key file") as caught:
        parse_key_file(deep)
    assert isinstance(caught.value, InvalidInputError)
