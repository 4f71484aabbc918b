"""Columns of rows as PostgreSQL's binary arrays, each told its type: all of a column may be null, or a small number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from struct import Struct
from typing import Any

from webhooks.rows import Row

_HEADER = Struct("!iiIii")  # dimensions, whether any is null, type of the elements, how many, number of the first
_LENGTH, _NUMBER = Struct("!i"), Struct("!q")
_NULL = _LENGTH.pack(-1)
_EPOCH, _MICROSECOND = datetime(2000, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


def _number(value: int) -> bytes:
    return _NUMBER.pack(value)


def _moment(value: datetime) -> bytes:
    return _NUMBER.pack((value - _EPOCH) // _MICROSECOND)


# Type numbers: postgresql.org, pg_type; one for each field of `Row`, in its order.
_BIGINT, _TEXT, _MOMENT, _BYTES = (20, _number), (25, str.encode), (1184, _moment), (17, bytes)
_TYPES: Sequence[tuple[int, Callable[[Any], bytes]]] = (
    _BIGINT,
    _TEXT,
    _TEXT,
    _TEXT,
    _MOMENT,
    _MOMENT,
    _BIGINT,
    _BYTES,
)


def columns_of(rows: Sequence[Row]) -> list[bytes]:
    """One array for each field."""
    return [_array(column, *kind) for column, kind in zip(zip(*rows, strict=True), _TYPES, strict=True)]


def _array(values: Sequence[Any], element: int, encode: Callable[[Any], bytes]) -> bytes:
    parts = [_HEADER.pack(1, None in values, element, len(values), 1)]
    for value in values:
        if value is None:
            parts.append(_NULL)
        else:
            encoded = encode(value)
            parts += (_LENGTH.pack(len(encoded)), encoded)
    return b"".join(parts)
