"""A Shopify stand-in over real HTTP, and an app of a few lines that records what it is sent; fresh for each test."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from sandbox.client import ShopifySandbox
from sandbox.server import SandboxServer
from sandbox.shopify.config import Pace, WebhookKnobs
from tests.sandbox.shopify.doubles import KEY, OLD_SECRET, SCOPES, SECRET, TOML, TOPICS, Admin, ListeningApp
from tests.sandbox.shopify.dummy_app import DummyApp


@pytest.fixture(scope="session")
def running_app() -> Iterator[ListeningApp]:
    app = ListeningApp()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    app.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield app
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def toml_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("app") / "shopify.app.toml"
    path.write_text(TOML.format(scopes=SCOPES, topics=", ".join(f'"{topic}"' for topic in TOPICS)))
    return path


@pytest.fixture(scope="session")
def running_server(running_app: ListeningApp, toml_path: Path) -> Iterator[SandboxServer]:
    with SandboxServer(app_url=running_app.url, api_key=KEY, api_secret=SECRET, toml_path=toml_path) as running:
        yield running


@pytest.fixture
def listening_app(running_app: ListeningApp) -> ListeningApp:
    running_app.received.clear()
    running_app.answers.clear()
    return running_app


@pytest.fixture
def server(running_server: SandboxServer, listening_app: ListeningApp) -> SandboxServer:
    """The server as new: a world without people, no faults, no haste of an earlier test."""
    world, app = running_server.world, running_server.config.app
    _copy(Pace(), running_server.config.pace)
    _copy(WebhookKnobs(), world.webhooks.knobs)
    app.api_secret, app.api_secret_old = SECRET, OLD_SECRET
    running_server.config.cost_scale = "logarithmic"
    ShopifySandbox(running_server.url).reset()
    world.webhooks.wake()
    return running_server


@pytest.fixture
def sandbox(server: SandboxServer) -> ShopifySandbox:
    return ShopifySandbox(server.url)


@pytest.fixture
def admin(sandbox: ShopifySandbox) -> Admin:
    return Admin(sandbox)


@pytest.fixture
def dummy(server: SandboxServer) -> Iterator[DummyApp]:
    app = DummyApp(server.config.app, server.url)
    web = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=web.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    before, server.config.app.app_url = server.config.app.app_url, f"http://127.0.0.1:{web.server_port}"
    yield app
    server.config.app.app_url = before
    web.shutdown()
    thread.join()
    web.server_close()


@pytest.fixture
def page(browser: Browser, dummy: DummyApp) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    yield opened
    context.close()
    assert problems == []


def _copy(source: Any, target: Any) -> None:
    for field in fields(source):
        setattr(target, field.name, getattr(source, field.name))
