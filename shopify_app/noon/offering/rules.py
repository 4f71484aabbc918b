"""Which figure noon is told. Pure."""

from __future__ import annotations

from shopify_app.core.errors import InvalidInputError

# Whoever has more sells all of these first.
MOST_UNITS = 999_999
_LARGEST_BUFFER = 9_999


class BadBufferError(InvalidInputError):
    """Not a number of units to keep back."""


def figure(level: int | None, *, reserved: int, buffer: int, is_left_out: bool, adds_back: bool) -> int:
    """The units that noon may sell: what Shopify may still sell, less the units kept back; never below none.

    What noon has sold is reserved in Shopify, so it is not in `level` any more. `adds_back` is for a noon that takes
    its own open orders off the figure itself. What Shopify does not keep at the location (None) cannot be sold.
    """
    if is_left_out or level is None:
        return 0
    return max(0, min(level + (reserved if adds_back else 0) - buffer, MOST_UNITS))


def read_buffer(text: str) -> int | None:
    """A buffer as typed; None where nothing was.

    Raises:
        BadBufferError: It is not a whole number from 0 to 9999.
    """
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and int(text) <= _LARGEST_BUFFER):  # noqa: PLR2004
        problem = "Type a whole number of units from 0 to 9999."
        raise BadBufferError(problem, fields={"buffer": problem})
    return int(text)
