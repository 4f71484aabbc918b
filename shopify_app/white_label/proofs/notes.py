"""What the trader wants otherwise, as it was typed: lines of characters that can be shown. Pure."""

from __future__ import annotations

from shopify_app.core.errors import InvalidInputError
from shopify_app.white_label.proofs.rules import LONGEST_NOTE


class BadNoteError(InvalidInputError):
    """There is nothing to pass on, or too much. `word` is its sentence in `words.py`."""

    def __init__(self, word: str) -> None:
        super().__init__("The note is empty or too long.")
        self.word = word


def read_note(text: str) -> str:
    """The note, its lines kept.

    Raises:
        BadNoteError: Nothing is said, or more than fits.
    """
    lines = (" ".join(_seen(line).split()) for line in text.splitlines())
    note = "\n".join(lines).strip()
    if not note:
        raise BadNoteError("note_missing")
    if len(note) > LONGEST_NOTE:
        raise BadNoteError("note_long")
    return note


def _seen(line: str) -> str:
    return "".join(one if one.isprintable() else " " for one in line)
