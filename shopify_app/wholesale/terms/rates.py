"""The ECB's euro reference rates: read by the library CurrencyConverter, from its own file or from the ECB's today.

Source: ecb.europa.eu, euro foreign exchange reference rates; working days about 16:00 CET. `eurofxref-hist.zip`.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Self

from currency_converter import CurrencyConverter

from shopify_app.core.errors import RemoteError
from shopify_app.core.remote import Remote
from shopify_app.wholesale.terms.rules import Quote, quotes_of

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

_MOST_BYTES = 64 * 1024 * 1024


class UnreadableRatesError(RemoteError):
    """What came is no table of rates."""

    def __init__(self) -> None:
        super().__init__("The ECB's rates could not be read.", temporary=True)


@dataclass(frozen=True, slots=True)
class Rates:
    """What one euro bought on a day."""

    on: date
    per_euro: dict[str, Decimal]

    @property
    def quotes(self) -> dict[str, Quote]:
        """The same by the dollar, with the pegs."""
        return quotes_of(self.per_euro, self.on)


class RatesClient:
    """Fetches the rates."""

    def __init__(self, runtime: Runtime) -> None:
        self._remote = Remote(allow_loopback_http=runtime.settings.allow_loopback_http, clock=runtime.clock)
        self._url, self._clock = runtime.settings.ecb_rates_url, runtime.clock

    @classmethod
    def build(cls, runtime: Runtime) -> Self:
        """Under the runtime's settings."""
        return cls(runtime)

    def latest(self) -> Rates:
        """The newest day of the ECB's table.

        Raises:
            RemoteError: It could not be had, or not be read.
        """
        return read_rates(self._remote.call("GET", self._url).body, self._clock.now().date())


@cache
def bundled_rates() -> Rates:
    """The newest day of the file that the library brings: for the first minutes, and where the ECB is not reached."""
    return _newest(CurrencyConverter(decimal=True))


def read_rates(body: bytes, today: date) -> Rates:
    """The newest day of a table, a CSV or a zip with one.

    Raises:
        UnreadableRatesError: It is none, or of the future: such a rate would never grow old.
    """
    converter = CurrencyConverter(None, decimal=True)
    try:
        converter.load_lines(_lines(body))
        rates = _newest(converter)
    except (ValueError, ArithmeticError, LookupError, StopIteration, zipfile.BadZipFile) as error:
        raise UnreadableRatesError from error
    if rates.on > today + timedelta(days=1):
        raise UnreadableRatesError
    return rates


def _lines(body: bytes) -> Iterable[str]:
    if not body.startswith(b"PK"):
        return body.decode("utf-8").strip().splitlines()
    with zipfile.ZipFile(BytesIO(body)) as archive:
        inside = archive.infolist()
        if sum(one.file_size for one in inside) > _MOST_BYTES:
            raise UnreadableRatesError
        return archive.read(inside[0]).decode("utf-8").strip().splitlines()


def _newest(converter: CurrencyConverter) -> Rates:
    """Of the currencies that are still listed: one the ECB gave up has an older last day."""
    on = converter.bounds["USD"].last_date
    listed = [name for name, bounds in converter.bounds.items() if bounds.last_date == on and name != "EUR"]
    per_euro = {name: converter.convert(1, "EUR", name, date=on) for name in listed}
    if not all(rate.is_finite() and rate > 0 for rate in per_euro.values()):
        raise ValueError("a rate is no number above zero")
    return Rates(on, per_euro)
