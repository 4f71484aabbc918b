"""`tajir`: every process and every task of an operator."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, ParamSpec, TypeVar

import click
from rich.console import Console
from rich.table import Table

from shopify_app import tables
from shopify_app.core.config import Settings, SettingsError, settings_of_process
from shopify_app.core.errors import TajirError
from shopify_app.core.logs import configure_logs
from shopify_app.core.runtime import Runtime
from shopify_app.supervisor import Supervisor, python

P = ParamSpec("P")
R = TypeVar("R")
console = Console()
assert tables.TABLES  # noqa: S101  every process knows every table


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(package_name="tajir")
def main() -> None:
    """Wholesale order minimums, privacy requests and noon for a Shopify shop."""


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8080, show_default=True, type=click.IntRange(1, 65535))
@click.option("--only", type=click.Choice(["web", "receiver"]), help="Serve the pages or the webhooks alone.")
@click.option("--workers", default=1, show_default=True, help="Server processes. SQLite takes one receiver.")
def serve(host: str, port: int, only: str | None, workers: int) -> None:
    """Answer browsers, Shopify and noon."""
    from shopify_app.server import serve as run  # noqa: PLC0415  granian only where it serves

    run(_settings(), host=host, port=port, only=only, workers=workers)


@main.command()
@click.option("--count", default=1, show_default=True, type=click.IntRange(1, 64), help="Worker processes.")
@click.option("--metrics-port", type=click.IntRange(1, 65000), help="Figures for Prometheus; one port up per process.")
def worker(count: int, metrics_port: int | None) -> None:
    """Do the work: handle deliveries, make calls."""
    settings = _settings()
    if count > 1:
        supervisor = Supervisor(os.environ)
        for number in range(count):
            figures = ("--metrics-port", str(metrics_port + number)) if metrics_port else ()
            supervisor.add(f"worker {number + 1}", python("-m", "shopify_app", "worker", *figures))
        supervisor.run()
        return
    from jobs.worker import run_worker  # noqa: PLC0415

    run_worker(Runtime(settings, pool_size=3), metrics_port=metrics_port)


@main.command()
def schedule() -> None:
    """Do what happens by the clock. More than one does no harm."""
    from jobs.schedule import run_schedule  # noqa: PLC0415

    run_schedule(Runtime(_settings(), pool_size=1))


@main.group()
def db() -> None:
    """The database."""


@db.command()
def upgrade() -> None:
    """Bring the database to the present form."""
    from shopify_app.migrations.run import head  # noqa: PLC0415
    from shopify_app.migrations.run import upgrade as run  # noqa: PLC0415

    settings = _settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    runtime = Runtime(settings)
    run(runtime.engine)
    console.print(f"The database is at revision {head()}.")


@main.command()
def doctor() -> None:
    """Check settings, database, Redis and the versions this installation depends on."""
    from shopify_app.doctor import examine  # noqa: PLC0415

    settings = _settings()
    configure_logs("warning")
    findings = examine(Runtime(settings))
    table = Table("Check", "Result", "What to do")
    for finding in findings:
        table.add_row(finding.check, "[green]good" if finding.good else "[red]bad", finding.advice)
    console.print(table)
    sys.exit(0 if all(finding.good for finding in findings) else 1)


@main.command("check-order")
@click.argument("file", type=click.File("rb"))
@click.option("--following", is_flag=True, help="Judge it as an order after the first.")
@click.option("--retail", is_flag=True, help="Judge it as a retail order.")
@click.option("--shop", help="By this shop's minimums when the order was placed; else by those published.")
def check_order(file: IO[bytes], following: bool, retail: bool, shop: str | None) -> None:
    """Verdict on an order's JSON; - reads it from standard input.

    FILE is an order as a webhook gives it, bare or inside {"order": …}. Such a JSON does not say who ordered: it is
    judged as a trader's first order unless you say otherwise. Exit status 0: allowed; 3: not allowed; 1: unreadable.
    """
    from shopify_app.wholesale.support import judge_text, of_shop, published  # noqa: PLC0415

    in_force = _told(of_shop)(Runtime(_settings(), pool_size=1), shop) if shop else published
    told = _told(judge_text)(file.read(), is_first=not following, is_trade=not retail, in_force=in_force)
    click.echo(json.dumps(told, indent=2, ensure_ascii=False))
    sys.exit(0 if told["allowed"] else 3)


@main.group()
def sync() -> None:
    """Bring records in step with another system now."""


@sync.command()
@click.option("--shop", required=True, help="The shop's myshopify.com domain.")
@click.option("--since", help="Read orders placed from this day on, such as 2025-01-31, however many there are.")
@click.option("--until", default="", help="The last day to read; without it, today.")
def noon(shop: str, since: str | None, until: str) -> None:
    """Read what noon placed since the last look, or, with --since, its past.

    Reading the past goes on where it was when the command is called again, also after a crash; `--since` of the reading
    that is under way is taken then. Exit status 0: all is read; 1: noon could not be read, or it was paused or stopped.
    """
    from shopify_app.noon.reading import poll  # noqa: PLC0415
    from shopify_app.shops.actions import get_shop  # noqa: PLC0415

    runtime = Runtime(_settings(), pool_size=2)
    with runtime.snapshot() as tx:
        shop_id = _told(get_shop)(tx, shop).id
    if since is not None:
        from shopify_app.noon.backfilling.command import run  # noqa: PLC0415

        sys.exit(0 if _told(run)(runtime, shop_id, since, until, console) else 1)
    with console.status("Reading noon …"):
        count = _told(poll)(runtime, shop_id)
    console.print(f"{count} noon orders read and mirrored.")


@main.command("rotate-keys")
def rotate_keys() -> None:
    """After MASTER_KEY changed (the previous one in MASTER_KEY_OLD): wrap every shop's key with the new one."""
    runtime = Runtime(_settings(), pool_size=2)
    with runtime.transaction() as tx:
        count = _told(runtime.keyring.rewrap_shops)(tx.session)
    console.print(f"{count} shop keys are wrapped by the new master key. MASTER_KEY_OLD can be removed now.")


@main.command()
@click.option("--port", default=8080, show_default=True, type=click.IntRange(1, 65534))
@click.option("--data", "data_dir", default=Path(".data"), show_default=True, type=click.Path(path_type=Path))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 16))
def demo(port: int, data_dir: Path, workers: int) -> None:
    """Start everything on embedded stores, with a sandbox in place of Shopify and noon."""
    from shopify_app.demo import run_demo  # noqa: PLC0415

    run_demo(port, data_dir, workers)


def _settings() -> Settings:
    try:
        settings = settings_of_process()
    except SettingsError as error:
        click.echo(f"tajir cannot start. In the settings:\n{error}", err=True)
        sys.exit(78)  # EX_CONFIG
    configure_logs(settings.log_level)
    return settings


def _told(function: Callable[P, R]) -> Callable[P, R]:
    """Our own errors as one line for the operator, not as a traceback."""

    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except TajirError as error:
            click.echo(str(error), err=True)
            sys.exit(1)

    return run
