"""What two texts must have in common to be read as the same. Pure; the heart of the leak check.

Every character is folded by itself, whatever stands beside it, so that a text cut into single letters folds as the
whole does. The steps, each with its why, are those of `_letter`. What is left of a character:

- letters and digits of one spelling, or
- nothing, where the eye sees nothing: `At<zero width>las` is Atlas, or
- a space, where the eye sees a gap or a mark: between words, for those who ask about words.
"""

from __future__ import annotations

import html
import re
import unicodedata
from urllib.parse import unquote

from shopify_app.white_label.leaks.lookalikes import ALPHABETS, LOOKALIKES, SPELT

# Where a word ends without a gap: roseShop, Rose24. A character for private use, which no font draws.
HUMP = "\ue000"
_HUMPS = re.compile(r"(?<=[a-zà-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
# Letters by another name: alef in its forms, Persian and Urdu ya, kaf and ha, the final ya and the bound ta; Maghrebi
# fa and qaf, and letters without their dots. Their hamzas, maddas and dots for reading aloud are marks, off before.
_ARABIC = {
    **dict.fromkeys("ٱٲٳٵ", "ا"),
    **dict.fromkeys("ىیېۍےٸ", "ي"),
    **dict.fromkeys("ةۃہھەۂۀ", "ه"),
    **dict.fromkeys("کڪګڭ", "ك"),
    **dict.fromkeys("ڢڡ", "ف"),
    **dict.fromkeys("ڧٯ", "ق"),
    **dict.fromkeys("ٶۇ", "و"),
    "ٷ": "و",
    "ں": "ن",
    "ٮ": "ب",
}
# A hamza alone is left out as often as not; tatweel stretches a word; and these letters show nothing: Hangul fillers.
_UNSEEN = set("ءـ\u115f\u1160\u3164\uffa0\u17b4\u17b5")
_ARABIC_LETTER = re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")
_LEFT_TO_RIGHT = re.compile(r"[^\W\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]+|[\u0660-\u0669\u06f0-\u06f9]+")
_HYPHENATED = re.compile(r"[-\u2010\u00ad]\s*[\r\n]\s*")
# A letter with a stroke, a hook or a tail: Unicode takes none of them apart.
_DECKED = re.compile(r"LATIN (?:CAPITAL|SMALL) LETTER (?:BARRED )?([A-Z])(?: WITH | BAR$|$)")
_PUNYCODE = re.compile(r"xn--[a-z0-9-]+", re.IGNORECASE)
_KEPT = 20_000


class Folds(dict[int, str]):
    """What each character becomes, worked out when it is first seen: `str.translate` asks it, and is fast."""

    def __init__(self, *, lookalikes: bool) -> None:
        super().__init__()
        self._lookalikes = lookalikes

    def __missing__(self, code: int) -> str:
        folded = "".join(_letter(one, self._lookalikes) for one in unicodedata.normalize("NFKD", chr(code)))
        if len(self) < _KEPT:  # a hostile text may hold all of Unicode
            self[code] = folded
        return folded


def _letter(one: str, lookalikes: bool) -> str:  # noqa: PLR0911
    """What a character, already taken apart (NFKD), is compared as.

    NFKD rather than NFKC: fullwidth, mathematical and presentation forms, ligatures and ª become plain letters either
    way, and accents come off as marks of their own. Then marks and what cannot be seen go; one digit is as good as
    another script's; case goes after the capitals' look-alikes, which are others than the small letters'.
    """
    if one == HUMP:
        return HUMP
    category = unicodedata.category(one)
    if category in {"Mn", "Me", "Cf"} or one in _UNSEEN:
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(one))
    for first in ALPHABETS:
        if first <= ord(one) < first + 26:
            return chr(ord("a") + ord(one) - first)
    if lookalikes and one in LOOKALIKES:
        return LOOKALIKES[one]
    if category == "Mc":  # a vowel sign of an Indian script is part of its word
        return one
    if not one.isalnum():
        return " "
    small = "".join(each for each in unicodedata.normalize("NFKD", one.casefold()) if not unicodedata.combining(each))
    return "".join(_spelt(each, lookalikes) for each in small)


def _spelt(small: str, lookalikes: bool) -> str:
    spelt = SPELT.get(small) or _ARABIC.get(small, small)
    if not lookalikes:
        return spelt
    decked = None if spelt in LOOKALIKES else _DECKED.match(unicodedata.name(spelt, "")) if len(spelt) == 1 else None
    return decked[1].lower() if decked else LOOKALIKES.get(spelt, spelt)


_PLAIN = Folds(lookalikes=False)
_LOOKS = Folds(lookalikes=True)


def fold(text: str) -> str:
    """Its letters and digits as they are compared, a space for each gap or mark."""
    return text.translate(_PLAIN)


def seen_as(text: str) -> str:
    """The same, with look-alikes as the Latin letters they are taken for.

    Apart from `fold` and not instead of it: a Greek name in capitals and in small letters looks like different Latin.
    """
    return text.translate(_LOOKS)


def compact(folded: str) -> str:
    """Without gaps, so that a name broken over two lines or spelt with dots is still one word."""
    return folded.replace(" ", "").replace(HUMP, "")


def humps(text: str) -> str:
    """With a mark wherever a word ends without a gap."""
    return _HUMPS.sub(HUMP, text)


def has_arabic(text: str) -> bool:
    """Whether it may be written from right to left."""
    return _ARABIC_LETTER.search(text) is not None


def as_read(text: str) -> str:
    """A text whose lines hold Arabic in the order of the page, left to right, put in the order it is read in."""
    return "\n".join(_turned(line) for line in text.splitlines())


def _turned(line: str) -> str:
    # Marks follow their letter in either order, so they are taken off first; what runs left to right keeps its order.
    bare = "".join(one for one in line if unicodedata.category(one) not in {"Mn", "Cf"})
    return _LEFT_TO_RIGHT.sub(lambda run: run.group()[::-1], bare[::-1])


def readings(text: str) -> tuple[str, ...]:
    """The text, and whatever else it says once its codes are undone.

    A link may be escaped twice (a link within a link); a name in punycode is shown as its letters; a word hyphenated at
    a line's end is one word.
    """
    found = {text: None}
    if "&" in text:
        found[html.unescape(text)] = None
    if "%" in text or "+" in text:
        first = unquote(text.replace("+", " "))
        found |= {first: None, unquote(first): None}
    for one in tuple(found):
        if "xn--" in one.lower():
            found[_PUNYCODE.sub(lambda label: _letters_of(label.group()), one)] = None
        if _HYPHENATED.search(one):
            found[_HYPHENATED.sub("", one)] = None
    found |= {as_read(one): None for one in tuple(found) if has_arabic(one)}
    return tuple(found)


def _letters_of(label: str) -> str:
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError, OverflowError):
        return label
