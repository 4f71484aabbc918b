"""What a form asks to be printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict

from shopify_app.core.errors import InvalidInputError
from shopify_app.white_label.documents.asking import PAPERS_TOLD
from shopify_app.white_label.printing.kinds import KINDS, chosen_kinds
from shopify_app.white_label.printing.rules import Wish
from shopify_app.white_label.printing.runs import BadSelectionError

BY_TOLD = {"parcel": "A set for each parcel", "order": "One set for the whole order"}
# What the form's macro, `print_choice` in `lists.html`, offers.
PRINT_CHOICE: Mapping[str, Any] = {"kinds": KINDS, "papers": PAPERS_TOLD, "ways": BY_TOLD}
_LONGEST_ID = 18


def asked_wish(given: MultiDict[str, str] | None = None) -> Wish:
    """Which papers, on which paper, each parcel apart or not; as the form says, or what is given in its place.

    Raises:
        InvalidInputError: One of the answers is none of ours.
    """
    form = request.form if given is None else given
    paper, by = form.get("paper", ""), form.get("by", "parcel")
    if paper and paper not in PAPERS_TOLD:
        raise InvalidInputError("Choose one of the papers.")
    if by not in BY_TOLD:
        raise InvalidInputError("Choose whether each parcel gets papers of its own.")
    return Wish(chosen_kinds(form.getlist("papers")), paper or None, by == "parcel")


def order_ids(texts: Iterable[str]) -> list[int]:
    """Orders' numbers as a form carries them.

    Raises:
        BadSelectionError: One is no number.
    """
    found = list(texts)
    if not all(text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID for text in found):
        raise BadSelectionError("One of these orders is not in this shop. Load the list again.")
    return [int(text) for text in found]
