"""Texts as people typed them, made fit for paper: nothing invisible is left that could change what stands beside."""

from __future__ import annotations

import re
import unicodedata

# Invisible characters that Arabic script needs behind a letter, to join it to the next or to keep it apart.
_STRAY_JOINER = re.compile("(?<![\u0620-\u065f\u066e-\u06ff])[\u200c\u200d]")
_SPACE = re.compile(r"\s")
# Controls, halves of pairs and formatting (Unicode's Cc, Cs, Cf); the joiners and Arabic's number signs show.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u070f\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ud800-\udfff"
    "\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001-\U000e007f]"
)
_ZERO_WIDTH_SPACE = "\u200b"
# A word longer than the narrowest column may be broken after every so many characters.
_LONGEST_WORD = 14
_LONG_WORD = re.compile(rf"\S{{{_LONGEST_WORD + 1},}}")
_PIECE = re.compile(rf"(.{{{_LONGEST_WORD}}})(?=.)", re.DOTALL)
_RIGHT_TO_LEFT = {"R", "AL"}


def clean(text: str) -> str:
    """One line of visible characters, composed; what is typed beside them to command a machine is dropped."""
    if not text.isprintable() or not text.isascii():
        spaced = _SPACE.sub(" ", text)
        text = unicodedata.normalize("NFC", _STRAY_JOINER.sub("", _INVISIBLE.sub("", spaced)))
    return " ".join(text.split())


def breakable(text: str) -> str:
    """The same to look at, with places where a line may end in words that would not fit a column."""
    return _LONG_WORD.sub(lambda word: _PIECE.sub(rf"\1{_ZERO_WIDTH_SPACE}", word[0]), text)


def is_right_to_left(text: str) -> bool:
    """Whether the first letter that has a direction is Arabic or Hebrew."""
    if text.isascii():
        return False
    directions = (unicodedata.bidirectional(one) for one in text)
    return next((one in _RIGHT_TO_LEFT for one in directions if one == "L" or one in _RIGHT_TO_LEFT), False)


def is_ornament(character: str) -> bool:
    """Whether a slip without it still says the same: pictures, and what only changes how pictures look."""
    return unicodedata.category(character) in {"So", "Sk", "Cf"} or "\ufe00" <= character <= "\ufe0f"
