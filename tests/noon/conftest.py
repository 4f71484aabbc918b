"""A noon of the folder's own, and runtimes that call it as workers do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import msgspec
import pytest
import redis

from sandbox.noon.alone import RunningNoon
from sandbox.noon.control import NoonSandbox
from shopify_app.core.config import Settings
from shopify_app.core.runtime import Runtime
from shopify_app.noon.calling.sessions import Account
from shopify_app.noon.payload import KeyFile
from tests.builders import a_shop


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
def worker(settings: Settings, redis_client: redis.Redis, noon: NoonSandbox) -> Iterator[Callable[..., Runtime]]:
    """Make the runtime of one worker more; all of them share database and Redis."""
    assert redis_client.ping()
    made: list[Runtime] = []

    def make(**changes: object) -> Runtime:
        made.append(Runtime(replace(settings, **{"noon_api_url": noon.base_url, **changes})))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def calling(worker: Callable[..., Runtime]) -> Runtime:
    """One worker."""
    return worker()


@pytest.fixture
def account(calling: Runtime, noon: NoonSandbox) -> Account:
    """A shop's account at noon."""
    return Account(a_shop(calling), msgspec.convert(noon.register(), KeyFile))
