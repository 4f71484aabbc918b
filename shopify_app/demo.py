"""The demo: the product itself on embedded stores, with the sandbox in place of Shopify and noon.

The only file of the product that knows the sandbox. Settings given in the environment win over the demo's own.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import requests
from rich.console import Console
from rich.panel import Panel

from sandbox.client import ShopifySandbox
from sandbox.noon.control import NoonSandbox
from shopify_app.core.config import load_settings
from shopify_app.core.logs import configure_logs
from shopify_app.core.redis_server import connect_redis, embedded_command, socket_path, wait_for_redis
from shopify_app.core.runtime import Runtime
from shopify_app.migrations.run import upgrade
from shopify_app.noon import actions as noon
from shopify_app.noon.client import NoonClient
from shopify_app.noon.payload import KeyFile
from shopify_app.shops import actions as shops
from shopify_app.supervisor import Supervisor, python

_START_SECONDS = 60.0
_HTTP_SECONDS = 10
_NOON_ORDER_EVERY_SECONDS = 20.0
console = Console()


def run_demo(port: int, data_dir: Path, workers: int) -> None:
    """Start everything, install the app in the sandbox's first shop, connect noon, and keep all alive until stopped."""
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    environ = demo_environment(os.environ, port, data_dir)
    settings = load_settings(environ)
    configure_logs("warning")
    supervisor = Supervisor(environ)
    if "REDIS_URL" not in os.environ:
        supervisor.add("redis", embedded_command(data_dir))
    supervisor.start()
    wait_for_redis(connect_redis(settings.redis_url, settings.data_dir))
    runtime = Runtime(settings)
    upgrade(runtime.engine)
    _add_processes(supervisor, environ, port, data_dir, workers)
    supervisor.start()
    try:
        _set_up(runtime, environ, port)
    except BaseException:
        supervisor.stop()
        raise
    runtime.close()
    supervisor.run()


def demo_environment(given: Mapping[str, str], port: int, data_dir: Path) -> dict[str, str]:
    """The environment of all the demo's processes. Secrets are made once and kept in the data folder."""
    sandbox = f"http://127.0.0.1:{port + 1}"
    kept = _kept_secrets(data_dir / "demo.json")
    usual = {
        "APP_URL": f"http://127.0.0.1:{port}",
        "SHOPIFY_API_KEY": "tajir-demo-app",
        "SHOPIFY_API_SECRET": kept["shopify_api_secret"],
        "MASTER_KEY": kept["master_key"],
        "DATA_DIR": str(data_dir.absolute()),
        "DATABASE_URL": f"sqlite:///{data_dir.absolute() / 'tajir.db'}",
        "REDIS_URL": f"unix://{socket_path(data_dir)}",
        "SHOPIFY_SHOP_URL": f"{sandbox}/shopify/{{shop}}",
        "SHOPIFY_ADMIN_URL": sandbox,
        "SHOPIFY_CDN_URL": f"{sandbox}/cdn",
        "NOON_API_URL": f"{sandbox}/noon",
        "ECB_RATES_URL": f"{sandbox}/ecb/eurofxref-hist.zip",
        "SMTP_URL": f"smtp://127.0.0.1:{port + 2}",
        "MAIL_FROM": "tajir <tajir@example.com>",
        "WHITE_LABEL_MAIL_FROM": "parcels@delivery-notice.example",
        "ALLOW_LOOPBACK_HTTP": "true",
        "LOG_LEVEL": "warning",
    }
    files = {name.removesuffix("_FILE") for name in given if name.endswith("_FILE")}
    return {**{name: value for name, value in usual.items() if name not in files}, **given}


def _kept_secrets(path: Path) -> dict[str, str]:
    if not path.exists():
        made = {
            "shopify_api_secret": secrets.token_hex(16),
            "master_key": base64.b64encode(secrets.token_bytes(32)).decode(),
        }
        path.touch(mode=0o600)
        path.write_text(json.dumps(made), "utf-8")
    kept: dict[str, str] = json.loads(path.read_text("utf-8"))
    return kept


def _add_processes(supervisor: Supervisor, environ: Mapping[str, str], port: int, data_dir: Path, workers: int) -> None:
    sandbox = ["--port", str(port + 1), "--app-url", environ["APP_URL"], "--data", str(data_dir / "sandbox")]
    sandbox += ["--smtp-port", str(port + 2)]
    toml = Path(__file__).parent.parent / "shopify.app.toml"
    supervisor.add("sandbox", python("-m", "sandbox", *sandbox, "--toml", str(toml), "--lively"))
    supervisor.add("web", python("-m", "shopify_app", "serve", "--port", str(port)))
    for number in range(1, workers + 1):
        supervisor.add(f"worker {number}", python("-m", "shopify_app", "worker"))
    supervisor.add("schedule", python("-m", "shopify_app", "schedule"))


def _set_up(runtime: Runtime, environ: Mapping[str, str], port: int) -> None:
    """Do what a merchant does first: open the app in the admin (that installs it), connect noon. Once."""
    sandbox_url = f"http://127.0.0.1:{port + 1}"
    with console.status("Starting …"):
        _wait_for(f"{sandbox_url}/shopify/_control/shops")
        _wait_for(f"{environ['APP_URL']}/readyz")
    sandbox = ShopifySandbox(sandbox_url)
    shop = str(sandbox.shops()[0]["domain"])
    with console.status("Installing the app …"):
        page = requests.get(environ["APP_URL"], params={"id_token": sandbox.id_token(shop)}, timeout=_HTTP_SECONDS)
        page.raise_for_status()
    with console.status("Connecting noon …"):
        _connect_noon(runtime, NoonSandbox(f"{sandbox_url}/noon"), shop)
    name = shop.removesuffix(".myshopify.com")
    admin = f"{sandbox_url}/store/{name}/apps/{environ['SHOPIFY_API_KEY']}"
    _tell(admin, sandbox_url, environ)


def _connect_noon(runtime: Runtime, sandbox: NoonSandbox, shop: str) -> None:
    with runtime.snapshot() as tx:
        shop_id = shops.get_shop(tx, shop).id
        shop_key = shops.get_shop(tx, shop).key
        connected = noon.find_connection(tx, shop_id) is not None
    if connected:
        sandbox.start_life(_NOON_ORDER_EVERY_SECONDS)
        return
    given = sandbox.register()
    key = KeyFile(given["key_id"], given["private_key"], given["project_code"])
    user = runtime.client(NoonClient).whoami(key)
    warehouses = [row["warehouse_code"] for row in sandbox.warehouses()]
    with runtime.transaction() as tx:
        noon.connect(tx, shop_id, key, user_code=user.user_code, warehouses=warehouses, actor="demo")
        secret = noon.open_event_secret(tx, noon.get_connection(tx, shop_id)).decode()
    address = f"{runtime.settings.app_url}/webhooks/noon/{shop_key}"
    sandbox.send_events_to(address, {"X-Tajir-Secret": secret})
    sandbox.start_life(_NOON_ORDER_EVERY_SECONDS)


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            if requests.get(url, timeout=_HTTP_SECONDS).ok:
                return
        except requests.RequestException as error:
            if time.monotonic() > deadline:
                console.print(f"[red]{url} does not answer ({type(error).__name__}).")
                sys.exit(1)
        time.sleep(0.2)


def _tell(admin: str, sandbox_url: str, environ: Mapping[str, str]) -> None:
    lines = (
        "tajir is running. Open this address in a browser:",
        "",
        f"  [bold]{admin}[/bold]",
        "",
        "It is the app inside a stand-in for the Shopify admin. Orders arrive every few seconds;",
        "in the stand-in's order list you can place some yourself and ask for a customer's erasure.",
        "",
        f"Stand-in (all shops): {sandbox_url}",
        f"Mail that was sent:   {sandbox_url}/mail",
        f"Webhooks:             {environ['APP_URL']}/webhooks/shopify",
        f"Data:                 {environ['DATA_DIR']}   (kept between runs)",
        "Stop with Ctrl-C.",
    )
    console.print(Panel("\n".join(lines), expand=False))
    # For scripts: the address alone on a line of its own.
    print(admin, flush=True)  # noqa: T201
