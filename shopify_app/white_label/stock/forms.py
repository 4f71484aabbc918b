"""What staff typed of branding stock, read strictly: a sentence beside the field says what is wrong."""

from __future__ import annotations

from collections.abc import Mapping

from shopify_app.core.errors import InvalidInputError
from shopify_app.white_label.stock.items import Description
from shopify_app.white_label.stock.rules import UNIT, Recipe
from shopify_app.white_label.stock.words import KINDS_TOLD, USES_TOLD

LONGEST_NAME, LONGEST_REASON, _LONGEST_MARK = 80, 200, 32
MOST, MOST_PIECES, MOST_UNITS = 1_000_000, 1000, 10_000


class BadStockError(InvalidInputError):
    """What was typed cannot be branding stock; nothing was changed."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message, {field: message})


def read_description(form: Mapping[str, str]) -> Description:
    """An item as staff describe it.

    Raises:
        BadStockError: Says which field is wrong and how it should be.
    """
    kind, used_by = form.get("kind", ""), form.get("used_by", "")
    if kind not in KINDS_TOLD:
        raise BadStockError("kind", "Choose what it is.")
    name = _text(form, "name", LONGEST_NAME)
    if not name:
        raise BadStockError("name", "Give it a name, such as: Gift box, large.")
    if used_by not in USES_TOLD:
        raise BadStockError("used_by", "Choose what uses it up.")
    pieces = _number(form, "pieces", 1, MOST_PIECES)
    every = _number(form, "every", 1, MOST_UNITS) if used_by == UNIT else 1
    return Description(
        kind, name, Recipe(used_by, pieces, every), _number(form, "threshold", 0, MOST), form.get("required") == "yes"
    )


def read_quantity(form: Mapping[str, str], *, least: int = 1) -> int:
    """How many pieces.

    Raises:
        BadStockError: No whole number, or one nobody means.
    """
    return _number(form, "quantity", least, MOST)


def read_reason(form: Mapping[str, str]) -> str:
    """Why.

    Raises:
        BadStockError: Nothing is said, or too much.
    """
    reason = read_note(form)
    if not reason:
        raise BadStockError("reason", "Say why. It goes into the ledger.")
    return reason


def read_note(form: Mapping[str, str]) -> str:
    """What is said beside, if anything.

    Raises:
        BadStockError: It is too long.
    """
    return _text(form, "reason", LONGEST_REASON)


def read_mark(form: Mapping[str, str]) -> str | None:
    """The mark by which a form that is sent twice is known."""
    mark = form.get("once", "")
    return mark if mark.isascii() and mark.isalnum() and len(mark) <= _LONGEST_MARK else None


def _number(form: Mapping[str, str], field: str, least: int, most: int) -> int:
    typed = form.get(field, "").strip().replace(",", "")
    # Digits of every script: who counts in Arabic types Arabic ones.
    if not typed.isdecimal() or len(typed) > 12 or not least <= int(typed) <= most:  # noqa: PLR2004
        raise BadStockError(field, f"A whole number from {least} to {most:,}.")
    return int(typed)


def _text(form: Mapping[str, str], field: str, longest: int) -> str:
    text = " ".join(form.get(field, "").split())
    if len(text) > longest:
        raise BadStockError(field, f"That is too long: {longest} characters at most.")
    if not text.isprintable():
        raise BadStockError(field, "That holds characters that cannot be printed.")
    return text
