"""The ECB's table: read by the library, from its own file and from what is served; nonsense is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import redis

from sandbox.ecb import RATES, rates_csv
from sandbox.server import SandboxServer
from shopify_app.core.config import load_settings
from shopify_app.core.errors import RemoteError
from shopify_app.core.runtime import Runtime
from shopify_app.wholesale.terms.rates import RatesClient, UnreadableRatesError, bundled_rates, read_rates
from tests.conftest import environment

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    """The stand-ins."""
    with SandboxServer() as running:
        yield running


def zipped(content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("rates.csv", content)
    return made.getvalue()


def test_the_librarys_own_file_is_there_without_a_network():
    rates = bundled_rates()

    assert rates.on >= date(2026, 1, 1)
    assert {"USD", "GBP", "JPY", "CHF"} <= rates.per_euro.keys()
    assert "BGN" not in rates.per_euro, "given up for the euro"
    assert not {"KWD", "MAD"} & rates.quotes.keys()


@pytest.mark.parametrize("packed", [False, True])
def test_the_newest_day_of_a_table_is_read(packed: bool):
    table = rates_csv(TODAY)
    rates = read_rates(zipped(table) if packed else table, TODAY)

    assert rates.on == date(2026, 11, 23)
    assert rates.per_euro == {name: Decimal(rate) for name, rate in RATES.items()}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>Maintenance</html>",
        b"PK\x03\x04 not a zip",
        zipped(b""),
        b"Date,USD,\n",
        b"Date,GBP,\n2026-11-23,0.84,\n",
        b"Date,USD,\n2026-11-23,cheap,\n",
        b"Date,USD,\n2026-11-23,0,\n",
        b"Date,USD,\n2026-11-23,-1.08,\n",
        b"Date,USD,\n2026-11-23,NaN,\n",
        b"Date,USD,\n2026-11-23,Infinity,\n",
        b"Date,USD,\nyesterday,1.08,\n",
        b"Date,USD,\n2027-11-23,1.08,\n",
        b"\xff\xfe",
    ],
)
def test_what_is_no_table_is_refused(body: bytes):
    with pytest.raises(UnreadableRatesError) as refused:
        read_rates(body, TODAY)

    assert refused.value.temporary


@pytest.mark.parametrize("name", ["eurofxref-hist.csv", "eurofxref-hist.zip"])
def test_rates_are_fetched(sandbox: SandboxServer, tmp_path: Path, redis_folder: Path, name: str):
    settings = load_settings(
        environment("sqlite:///x", redis_folder, ECB_RATES_URL=f"{sandbox.url}/ecb/{name}", DATA_DIR=str(tmp_path))
    )
    runtime = Runtime(settings)
    rates = runtime.client(RatesClient).latest()
    runtime.close()

    assert datetime.now(UTC).date() - rates.on <= timedelta(days=3)


def test_rates_that_cannot_be_had_are_told(redis_folder: Path, redis_client: redis.Redis, tmp_path: Path):
    assert redis_client.ping()
    runtime = Runtime(load_settings(environment(f"sqlite:///{tmp_path / 'x'}", redis_folder)))
    with pytest.raises(RemoteError, match="did not answer"):
        runtime.client(RatesClient).latest()
    runtime.close()
