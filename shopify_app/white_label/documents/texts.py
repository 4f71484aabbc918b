"""Texts as people typed them, made fit for paper: nothing invisible is left that could change what stands beside."""

from __future__ import annotations

import re
import unicodedata

# Invisible characters that Arabic script needs behind a letter, to join it to the next or to keep it apart.
_STRAY_JOINER = re.compile("(?<![\u0620-\u065f\u066e-\u06ff])[\u200c\u200d]")
_JOINERS = "\u200c\u200d"
_ZERO_WIDTH_SPACE = "\u200b"
# A word longer than the narrowest column may be broken after every so many characters.
_LONGEST_WORD = 14
_LONG_WORD = re.compile(rf"\S{{{_LONGEST_WORD + 1},}}")
_PIECE = re.compile(rf"(.{{{_LONGEST_WORD}}})(?=.)", re.DOTALL)
_RIGHT_TO_LEFT = {"R", "AL"}


def clean(text: str) -> str:
    """One line of visible characters, composed; what is typed beside them to command a machine is dropped."""
    spaced = "".join(" " if _separates(one) else one for one in text)
    seen = "".join(one for one in spaced if not _is_invisible(one))
    return " ".join(unicodedata.normalize("NFC", _STRAY_JOINER.sub("", seen)).split())


def breakable(text: str) -> str:
    """The same to look at, with places where a line may end in words that would not fit a column."""
    return _LONG_WORD.sub(lambda word: _PIECE.sub(rf"\1{_ZERO_WIDTH_SPACE}", word[0]), text)


def is_right_to_left(text: str) -> bool:
    """Whether the first letter that has a direction is Arabic or Hebrew."""
    directions = (unicodedata.bidirectional(one) for one in text)
    return next((one in _RIGHT_TO_LEFT for one in directions if one == "L" or one in _RIGHT_TO_LEFT), False)


def is_ornament(character: str) -> bool:
    """Whether a slip without it still says the same: pictures, and what only changes how pictures look."""
    return unicodedata.category(character) in {"So", "Sk", "Cf"} or "\ufe00" <= character <= "\ufe0f"


def _separates(character: str) -> bool:
    return character.isspace()


def _is_invisible(character: str) -> bool:
    category = unicodedata.category(character)
    # Arabic has number signs of this category that are seen.
    return category in {"Cc", "Cs"} or (category == "Cf" and character not in _JOINERS and not _is_arabic(character))


def _is_arabic(character: str) -> bool:
    return unicodedata.bidirectional(character) == "AN"
