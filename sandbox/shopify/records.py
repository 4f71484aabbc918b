"""The stand-in's memory is plain JSON; these are the names for its shapes."""

from __future__ import annotations

from typing import Any

Record = dict[str, Any]


class Refusal(Exception):
    """What is asked cannot be done; becomes a `userErrors` entry, or 422 on the control route."""

    def __init__(
        self,
        message: str,
        *,
        field: list[str] | None = None,
        code: str | None = None,
        details: Record | None = None,
    ) -> None:
        super().__init__(message)
        self.message, self.field, self.code, self.details = message, field, code, details


class Missing(Refusal):
    """What is asked for does not exist in this shop."""


def find(table: Record, number: int | str, what: str) -> Record:
    """One record of a table.

    Raises:
        Missing: There is none with that number.
    """
    record = table.get(str(number))
    if record is None:
        raise Missing(f"{what} does not exist", code="NOT_FOUND")
    found: Record = record
    return found
