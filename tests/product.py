"""The whole product against the sandbox: real HTTP in every direction, on both databases. Fixtures for every folder."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import requests
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy import delete, update

from jobs.runner import use_runtime
from jobs.upkeep import sweep
from jobs.worker import Worker
from sandbox.client import ShopifySandbox
from sandbox.neighbours import Neighbours
from sandbox.server import SandboxServer
from shopify_app.core.config import load_settings
from shopify_app.core.inbox import Delivery
from shopify_app.core.outbox import Call
from shopify_app.core.runtime import Runtime
from shopify_app.shops.actions import get_shop
from shopify_app.shops.models import Installation
from shopify_app.white_label.release.models import BrandedOrder
from tests.conftest import API_KEY, SECRET, environment

ROOT = Path(__file__).parents[1]
# Seconds to wait for what comes at once on a quiet machine: a wait that ends early costs nothing.
PATIENCE = 60


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Process:
    """A process of the product; killed for good at the end of its test."""

    def __init__(self, environ: dict[str, str], *arguments: str) -> None:
        self._environ = {"PATH": os.environ["PATH"], **environ}
        self._command = [sys.executable, "-m", "shopify_app", *arguments]
        self.process = self._start()

    def kill(self) -> None:
        """As a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def restart(self) -> None:
        """Start again what was killed."""
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self._command, env=self._environ, cwd=ROOT)


class Product:
    """The product as a test drives it: its server in a process, its jobs in this one, its sandbox beside."""

    def __init__(self, runtime: Runtime, sandbox: SandboxServer, url: str) -> None:
        self.runtime = runtime
        self.url = url
        self.server = sandbox
        self.sandbox = ShopifySandbox(sandbox.url)

    def install(self, shop: str) -> int:
        """Open the app in the shop's admin, as the merchant does; returns our id of the shop."""
        token = self.sandbox.id_token(shop)
        page = requests.get(self.url, params={"id_token": token, "embedded": "1"}, timeout=PATIENCE)
        assert page.status_code == 200, page.text
        with self.runtime.snapshot() as tx:
            return get_shop(tx, shop).id

    def call(self, method: str, path: str, shop: str, **how: object) -> requests.Response:
        """A call from the embedded page."""
        headers = {"Authorization": f"Bearer {self.sandbox.id_token(shop)}"}
        return requests.request(method, self.url + path, headers=headers, timeout=PATIENCE, **how)  # type: ignore[arg-type]

    def work(self) -> None:
        """Do every job that waits, and what those ask for."""
        redis, queues = self.runtime.redis, self.runtime.jobs.queues()
        worker = Worker(queues, connection=redis, serializer=JSONSerializer, log_job_description=False)
        # What `worker.work` does for each job, without signing on and off each time.
        while found := Queue.dequeue_any(queues, None, connection=redis, serializer=JSONSerializer):
            worker.execute_job(*found)

    def settle(self) -> None:
        """Until the sandbox has nothing to send and no job waits."""
        for _ in range(20):
            assert self.sandbox.settle(timeout=PATIENCE)
            # The receiver nudges a moment after its answer.
            time.sleep(0.05)
            if not self._waiting():
                return
            self.work()
        raise AssertionError("the product does not come to rest")

    def _waiting(self) -> bool:
        """Whether a job waits, or a failed piece of work whose time to be tried again has not come."""
        with self.runtime.transaction() as tx:
            # Tests need not wait for the pause after a failure.
            for model in (Delivery, Call):
                tx.session.execute(update(model).values(next_try_at=None).where(model.next_try_at.is_not(None)))
            tx.session.execute(update(BrandedOrder).values(retry_at=None).where(BrandedOrder.retry_at.is_not(None)))
        sweep()
        # A nudge sets its flag first and queues its job a moment later.
        return any(self.runtime.jobs.depth().values()) or any(self.runtime.redis.scan_iter("nudge:*"))

    def until(self, holds: Callable[[], bool], seconds: float = PATIENCE) -> None:
        """Wait for something that happens by itself."""
        deadline = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < deadline, "it did not happen in time"
            time.sleep(0.05)


@pytest.fixture(scope="session")
def product_on(redis_folder: Path, make_database: Callable[[str], str]) -> Iterator[Callable[[str], Product]]:
    """The product on a database of a kind, running until the last test: it starts more slowly than most tests run."""
    running: dict[str, Product] = {}
    with ExitStack() as stack:

        def product_on(kind: str) -> Product:
            if kind not in running:
                running[kind] = stack.enter_context(started(make_database(kind), redis_folder))
            return running[kind]

        yield product_on


@contextmanager
def started(database_url: str, redis_folder: Path) -> Iterator[Product]:
    """A running product with its sandbox."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    toml = ROOT / "shopify.app.toml"
    beside = Neighbours(None, 7)
    with SandboxServer(app_url=url, api_key=API_KEY, api_secret=SECRET, toml_path=toml, neighbours=beside) as sandbox:
        environ = environment(
            database_url,
            redis_folder,
            APP_URL=url,
            REDIS_URL=f"unix://{redis_folder / 'redis.sock'}",
            SHOPIFY_SHOP_URL=f"{sandbox.url}/shopify/{{shop}}",
            SHOPIFY_ADMIN_URL=sandbox.url,
            SHOPIFY_CDN_URL=f"{sandbox.url}/cdn",
            NOON_API_URL=f"{sandbox.url}/noon",
            ECB_RATES_URL=f"{sandbox.url}/ecb/eurofxref-hist.zip",
            SMTP_URL=beside.listener.url,
            MAIL_FROM="tajir <tajir@example.com>",
            WHITE_LABEL_MAIL_FROM="parcels@delivery-notice.example",
            LOG_LEVEL="warning",
        )
        runtime = Runtime(load_settings(environ))
        server = Process(environ, "serve", "--port", str(port))
        try:
            wait_until_ready(url)
            yield Product(runtime, sandbox, url)
        finally:
            server.process.terminate()
            server.process.wait()
            runtime.close()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def product_kind(request: pytest.FixtureRequest) -> str:
    """The kind of database under the running product: each module runs once on each."""
    kind: str = request.param
    return kind


@pytest.fixture(scope="module")
def running_product(product_kind: str, product_on: Callable[[str], Product]) -> Iterator[Product]:
    """The running product, for all tests of a module; the shops it leaves behind cost later ones no time."""
    running = product_on(product_kind)
    running.runtime.redis.flushall()
    use_runtime(running.runtime)
    yield running
    with running.runtime.transaction() as tx:
        living = update(Installation).where(Installation.ended_at.is_(None))
        tx.session.execute(living.values(ended_at=tx.now))
        for model in (Delivery, Call):
            tx.session.execute(delete(model))


@pytest.fixture
def product(running_product: Product) -> Iterator[Product]:
    """The running product, its sandbox well-behaved again after the test."""
    use_runtime(running_product.runtime)
    yield running_product
    sandbox = running_product.sandbox
    sandbox.webhooks(duplicate_every=0, reorder=False, delay=0, corrupt_every=0, use_old_secret=False, paused=False)
    sandbox.clear_faults()
    sandbox.settle()
    running_product.runtime.redis.flushall()
    sandbox.forget_calls()
    sandbox.forget_deliveries()


@pytest.fixture
def shop(product: Product) -> str:
    """A new shop of the sandbox, the app installed in it."""
    domain = f"shop-{uuid.uuid4().hex[:10]}.myshopify.com"
    product.sandbox.make_shop(domain, currency="SAR")
    product.install(domain)
    product.settle()
    return domain


def wait_until_ready(url: str, seconds: float = 2 * PATIENCE) -> None:
    """Until the server answers that it is ready."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            if requests.get(f"{url}/readyz", timeout=PATIENCE).ok:
                return
        except requests.RequestException:
            if time.monotonic() > deadline:
                raise
        time.sleep(0.05)
