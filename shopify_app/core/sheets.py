"""Tables as CSV files that a spreadsheet opens: in every script, and without a cell that it would carry out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

# A spreadsheet takes text that begins so for a formula. Source: OWASP, CSV Injection.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_FORMULA_WIDE = ("＝", "＋", "－", "＠")

Cell = str | int | None


def make_sheet(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The table as UTF-8, with the mark by which Excel knows it. Whole numbers stay numbers."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _plain(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    return f"'{cell}" if cell.lstrip(" ").startswith((*_FORMULA, *_FORMULA_WIDE)) else cell
