"""The European Central Bank's table of reference rates, as it publishes it: always of the last working day."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

# Every currency the ECB lists, at about what a euro bought.
RATES = {
    "USD": "1.0845",
    "JPY": "165.43",
    "CZK": "25.31",
    "DKK": "7.4592",
    "GBP": "0.8412",
    "HUF": "411.7",
    "PLN": "4.3125",
    "RON": "4.9758",
    "SEK": "11.514",
    "CHF": "0.9551",
    "ISK": "149.5",
    "NOK": "11.702",
    "TRY": "45.112",
    "AUD": "1.6431",
    "BRL": "6.1904",
    "CAD": "1.5102",
    "CNY": "7.7108",
    "HKD": "8.4301",
    "IDR": "17011.5",
    "ILS": "4.0415",
    "INR": "91.405",
    "KRW": "1499.3",
    "MXN": "21.504",
    "MYR": "4.7419",
    "NZD": "1.8093",
    "PHP": "62.918",
    "SGD": "1.4327",
    "THB": "36.502",
    "ZAR": "19.105",
}
_SATURDAY = 5


def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer `/eurofxref-hist.zip` and `/eurofxref-hist.csv`."""
    table = rates_csv(datetime.now(UTC).date())
    answers = {"/eurofxref-hist.csv": (table, "text/csv"), "/eurofxref-hist.zip": (_zipped(table), "application/zip")}
    body, kind = answers.get(environ["PATH_INFO"], (b"", ""))
    start_response("200 OK" if body else "404 Not Found", [("Content-Type", kind or "text/plain")])
    return [body]


def rates_csv(today: date) -> bytes:
    """A week of rates, the newest first; a currency that was given up stands there without one."""
    days = [today - timedelta(days=back) for back in range(1, 8)]
    rows = [f"{day},{','.join(RATES.values())},N/A," for day in days if day.weekday() < _SATURDAY]
    return "\n".join([f"Date,{','.join(RATES)},BGN,", *rows, ""]).encode()


def _zipped(table: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("eurofxref-hist.csv", table)
    return made.getvalue()
