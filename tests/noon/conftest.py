"""A noon of the folder's own, and runtimes that call it as workers do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import msgspec
import pytest
import redis
from sqlalchemy import select

from jobs.outbox import SENDERS
from sandbox.noon.alone import RunningNoon
from sandbox.noon.control import NoonSandbox
from shopify_app.core import outbox
from shopify_app.core.config import Settings
from shopify_app.core.errors import TajirError
from shopify_app.core.outbox import DUE, Call
from shopify_app.core.runtime import Runtime
from shopify_app.noon import actions
from shopify_app.noon.calling.sessions import Account
from shopify_app.noon.client import NoonClient
from shopify_app.noon.mirroring import mirror
from shopify_app.noon.models import NoonOrder
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


@dataclass
class Selling:
    """A shop that sells at noon: its account is connected, and nothing else of the product runs."""

    runtime: Runtime
    noon: NoonSandbox
    account: Account

    @property
    def shop_id(self) -> int:
        """Our number of the shop."""
        return self.account.shop_id

    def place(self, *skus: str) -> tuple[int, str, list[str]]:
        """A mirrored order, a unit for each SKU: our id, noon's number, the units' numbers."""
        items = [{"partner_sku": sku} for sku in skus]
        order = self.noon.create_order(mp_country_code="ae", items=items, announced=False)
        return self.read(order["fbpi_order_nr"]), order["fbpi_order_nr"], [one["mp_item_nr"] for one in order["items"]]

    def read(self, noon_order_nr: str) -> int:
        """Mirror the order as it is now; returns our id of it."""
        body = self.runtime.client(NoonClient).get_order(self.account, noon_order_nr)
        assert body is not None
        with self.runtime.transaction() as tx:
            mirror(tx, self.shop_id, [body], tx.now)
            chosen = select(NoonOrder.id).where(NoonOrder.shop_id == self.shop_id)
            return tx.session.scalars(chosen.where(NoonOrder.noon_order_nr == noon_order_nr)).one()

    def send(self, kind: str, *, times: int = 1, by: Runtime | None = None) -> None:
        """Make the shop's due calls of this kind as the outbox does; one that may succeed later stays due."""
        for _ in range(times):
            with self.runtime.snapshot() as tx:
                chosen = select(Call).where(Call.shop_id == self.shop_id, Call.kind == kind, Call.state == DUE)
                due = list(tx.session.scalars(chosen.order_by(Call.id)))
            for call in due:
                self._make(by or self.runtime, call)

    def _make(self, runtime: Runtime, call: Call) -> None:
        try:
            SENDERS[call.kind](runtime, self.shop_id, **call.arguments)
        except TajirError as error:
            with runtime.transaction() as tx:
                outbox.mark_failed(tx, call.id, str(error), final=not getattr(error, "temporary", False))
            return
        with runtime.transaction() as tx:
            outbox.mark_done(tx, call.id)


@pytest.fixture
def selling(calling: Runtime, noon: NoonSandbox, account: Account) -> Selling:
    """A shop whose noon account is connected."""
    warehouses = [row["warehouse_code"] for row in noon.warehouses()]
    with calling.transaction() as tx:
        actions.connect(tx, account.shop_id, account.key, user_code="u", warehouses=warehouses, actor="staff 1")
    return Selling(calling, noon, account)
