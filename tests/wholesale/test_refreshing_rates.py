"""Rates come by themselves every day, to every shop that has the app; what fails is tried again and loses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select

from jobs.schedule import PLAN
from sandbox.server import SandboxServer
from shopify_app.core.errors import RemoteError
from shopify_app.core.runtime import Runtime
from shopify_app.shops import actions as shops
from shopify_app.wholesale.support import judge_text, of_shop, published
from shopify_app.wholesale.terms import actions as terms
from shopify_app.wholesale.terms.models import MinimumEquivalent, MinimumTerms
from shopify_app.wholesale.terms.rates import bundled_rates
from tests.builders import an_installed_shop, body_of, order_json
from tests.conftest import OTHER_SHOP, SHOP, environment, run_tajir


@pytest.fixture
def ecb(runtime: Runtime) -> Iterator[SandboxServer]:
    """The stand-in of the ECB, and the runtime knows where it is."""
    with SandboxServer() as running:
        runtime.settings = replace(runtime.settings, ecb_rates_url=f"{running.url}/ecb/eurofxref-hist.zip")
        yield running


def rate_day(runtime: Runtime, shop_id: int, currency: str = "EUR") -> object:
    with runtime.snapshot() as tx:
        found = {one.currency: one for one in terms.statement_at(tx, shop_id, tx.now).equivalents}
    return found[currency].quote.on if currency in found and found[currency].quote else None  # type: ignore[union-attr]


def forget(runtime: Runtime, shop_id: int) -> None:
    with runtime.transaction() as tx:
        for model in (MinimumEquivalent, MinimumTerms):
            tx.session.execute(delete(model).where(model.shop_id == shop_id))


def test_it_is_planned_once_a_day():
    (planned,) = [one for one in PLAN if one.job == "jobs.wholesale.refresh_rates"]

    assert planned.at == "23 15 * * *"


def test_every_shop_with_the_app_gets_the_days_rates(runtime: Runtime, ecb: SandboxServer):
    assert ecb.url
    shop_id, other = an_installed_shop(runtime, SHOP), an_installed_shop(runtime, OTHER_SHOP)
    with runtime.transaction() as tx:
        shops.uninstall(tx, other, tx.now + timedelta(seconds=1))
    terms.refresh_rates(runtime)

    assert rate_day(runtime, shop_id) is not None
    assert rate_day(runtime, other) is None


def test_asking_twice_a_day_changes_nothing(runtime: Runtime, ecb: SandboxServer):
    assert ecb.url
    shop_id = an_installed_shop(runtime, SHOP)
    for _ in range(3):
        terms.refresh_rates(runtime, shop_id)
    with runtime.snapshot() as tx:
        assert tx.session.scalar(select(func.count()).select_from(MinimumTerms)) == 2


def test_where_the_ecb_is_not_reached_what_is_known_stays(runtime: Runtime, ecb: SandboxServer):
    shop_id = an_installed_shop(runtime, SHOP)
    terms.refresh_rates(runtime, shop_id)
    before = rate_day(runtime, shop_id)
    ecb.stop()
    with pytest.raises(RemoteError) as failed:
        terms.refresh_rates(runtime, shop_id)

    assert failed.value.temporary
    assert rate_day(runtime, shop_id) == before


def test_a_new_shop_begins_with_the_librarys_rates_where_the_ecb_is_not_reached(runtime: Runtime):
    shop_id = an_installed_shop(runtime, SHOP)
    forget(runtime, shop_id)
    with pytest.raises(RemoteError):
        terms.refresh_rates(runtime)

    assert rate_day(runtime, shop_id) == bundled_rates().on


def test_support_judges_a_file_by_a_shops_terms(runtime: Runtime, ecb: SandboxServer):
    assert ecb.url
    shop_id = an_installed_shop(runtime, SHOP)
    terms.refresh_rates(runtime, shop_id)
    at = (runtime.clock.now() + timedelta(minutes=1)).isoformat()
    order = body_of(order_json(subtotal="1250.00", currency="EUR", at=at))
    how = {"is_first": True, "is_trade": True}

    assert judge_text(order, **how, in_force=of_shop(runtime, SHOP))["minimum"] == "1,250.00 EUR"
    assert judge_text(order, **how, in_force=published)["rule"] == "no_rate"


def test_the_command_judges_by_a_shops_terms(runtime: Runtime, redis_folder: Path, tmp_path: Path):
    an_installed_shop(runtime, SHOP)
    file = tmp_path / "order.json"
    file.write_bytes(body_of(order_json(subtotal="1350.00", currency="USD")))
    environ = environment(runtime.settings.database_url, redis_folder)
    ours = run_tajir(environ, "check-order", str(file), "--shop", SHOP)
    theirs = run_tajir(environ, "check-order", str(file), "--shop", OTHER_SHOP)

    assert (ours.returncode, theirs.returncode) == (0, 1), ours.stderr + theirs.stderr
    assert '"minimum": "1,350.00 USD"' in ours.stdout
