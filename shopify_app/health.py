"""Is it alive, is it ready, and how does it do: for load balancers and Prometheus."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from shopify_app.core import inbox, outbox
from shopify_app.core.web import public, runtime
from shopify_app.migrations.run import is_current

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="alive")


@blueprint.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """Database, Redis and migrations, each by itself."""
    running = runtime()
    checks = {
        "database": _works(lambda: _ask_database(running)),
        "redis": _works(running.redis.ping),
        "migrations": _works(lambda: is_current(running.engine)),
    }
    return jsonify(checks), 200 if all(checks.values()) else 503


@blueprint.get("/metrics")
@public
def metrics() -> ResponseReturnValue:
    """Prometheus's text. Figures only: no shop is named."""
    return Response(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


class StateOfWork(Collector):
    """What waits, as the database tells at the moment of the question; no worker has to report."""

    def __init__(self, running: Runtime) -> None:
        self._runtime = running

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Depths and the age of the oldest delivery."""
        try:
            with self._runtime.snapshot() as tx:
                deliveries, calls, oldest = inbox.counts(tx), outbox.counts(tx), inbox.oldest_due_at(tx)
                lag = (tx.now - oldest).total_seconds() if oldest else 0.0
        except SQLAlchemyError:
            # The scrape itself must not fail: `up` and /readyz tell that the database is away.
            return
        yield GaugeMetricFamily("tajir_inbox_due", "Deliveries waiting", value=deliveries[inbox.DUE])
        yield GaugeMetricFamily("tajir_inbox_dead", "Deliveries that failed for good", value=deliveries[inbox.DEAD])
        yield GaugeMetricFamily("tajir_outbox_due", "Calls waiting", value=calls[outbox.DUE])
        yield GaugeMetricFamily("tajir_outbox_dead", "Calls that failed for good", value=calls[outbox.DEAD])
        yield GaugeMetricFamily("tajir_inbox_lag_seconds", "Age of the oldest waiting delivery", value=max(0.0, lag))


def _works(check: Callable[[], object]) -> bool:
    try:
        return bool(check())
    except (SQLAlchemyError, RedisError):
        return False


def _ask_database(running: Runtime) -> bool:
    with running.snapshot() as tx:
        return bool(tx.session.scalar(text("SELECT 1")))
