"""A sheet: a template and what stands on it, ready to be printed or shown. And what all sheets have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

import msgspec

from shopify_app.white_label.documents.colours import text_as_wanted, text_in
from shopify_app.white_label.documents.countries import country_name
from shopify_app.white_label.documents.logos import PaperLogo
from shopify_app.white_label.documents.papers import Paper
from shopify_app.white_label.documents.texts import breakable, clean, is_ornament, is_right_to_left
from shopify_app.white_label.documents.typesetting import MissingGlyphsError, Typesetter
from shopify_app.white_label.documents.words import ARABIC, ENGLISH
from shopify_app.white_label.faces import Address, Brand

Values = Mapping[str, Any]
_INK = "#1d1b19"
# How wide a figure is, a mark between figures, and a letter of a heading, in ems.
_FIGURE, _MARK, _LETTER = 0.48, 0.26, 0.46


@dataclass(frozen=True, slots=True)
class Sheet:
    """A template of ours, filled. The same sheet gives the same bytes, on paper and as pictures.

    Threads may print at the same time, and take turns. Not after a fork, see `typesetting`. Pictures in texts that no
    font has (emoji) are left out.
    """

    template: str
    values: Values
    logo: PaperLogo | None = None

    def pdf(self) -> bytes:
        """A PDF/A-2b.

        Raises:
            MissingGlyphsError: A text holds letters that no font here has; says which.
            UnreadableLogoError: The logo is broken.
        """
        return self._printed()[1]

    def pictures(self, dpi: int = 96) -> list[bytes]:
        """Each page as a PNG, just as it is printed.

        Raises:
            MissingGlyphsError: As for the PDF.
            UnreadableLogoError: As for the PDF.
        """
        sheet, _ = self._printed()
        return _typesetter().pictures(sheet.template, sheet._text(), sheet._logo(), dpi=dpi)

    def _printed(self) -> tuple[Sheet, bytes]:
        """Without ornaments that no font has, and the PDF."""
        try:
            return self, _typesetter().pdf(self.template, self._text(), self._logo())
        except MissingGlyphsError as error:
            if not all(is_ornament(one) for one in error.characters):
                raise
            return replace(self, values=_without(self.values, error.characters))._printed()

    def _text(self) -> bytes:
        logo = None if self.logo is None else {"width": self.logo.width, "height": self.logo.height}
        return msgspec.json.encode({**self.values, "logo": logo})

    def _logo(self) -> bytes | None:
        return None if self.logo is None else self.logo.content


@cache
def _typesetter() -> Typesetter:
    return Typesetter()


def common_values(
    brand: Brand, paper: Paper, language: str, words: Mapping[str, str], title: str, day: date
) -> dict[str, Any]:
    """What every sheet in a trader's name needs.

    Raises:
        BadColourError: The brand's colour is not #rrggbb.
    """
    names = [clean(brand.name_ar), clean(brand.name)] if language == ARABIC else [clean(brand.name)]
    names = list(dict.fromkeys(name for name in names if name))
    width, height, margin = paper.value
    return {
        "language": language,
        "direction": "rtl" if language == ARABIC else "ltr",
        "paper": {"width": width, "height": height, "margin": margin, "small": paper is not Paper.A4},
        "accent": {
            "fill": brand.colour,
            "text": text_as_wanted(brand.colour, brand.text_colour),
            "ink": text_in(brand.colour),
        },
        "words": dict(words),
        "title": clean(title),
        "author": names[0] if names else "",
        "date": [day.year, day.month, day.day],
        "names": [typed(name) for name in names],
    }


def neutral_values(title: str, author: str, day: date) -> dict[str, Any]:
    """What every sheet needs that is in nobody's brand: black on A4, in English."""
    width, height, margin = Paper.A4.value
    return {
        "language": ENGLISH,
        "direction": "ltr",
        "paper": {"width": width, "height": height, "margin": margin, "small": False},
        "accent": {"fill": _INK, "text": "#ffffff", "ink": _INK},
        "title": clean(title),
        "author": clean(author),
        "date": [day.year, day.month, day.day],
    }


def column_width(heading: str, figures: Iterable[str]) -> float:
    """Of a column, in ems: enough for what stands in it, so that the words beside it have the rest."""
    widest = max((sum(_FIGURE if one.isdigit() else _MARK for one in text) for text in figures), default=0)
    return max(_LETTER * len(heading), widest)


def address_lines(address: Address, language: str) -> list[dict[str, Any]]:
    """An address as it is written, its country by name."""
    town = " ".join(part for part in (address.zip, address.city) if part)
    country = country_name(address.country, language)
    parts = (address.name, address.street, address.more, town, country)
    return [typed(part) for part in parts if clean(part)]


def typed_or_none(text: str) -> dict[str, Any] | None:
    """What somebody typed, if it shows anything."""
    return typed(text) if clean(text) else None


def typed(text: str) -> dict[str, Any]:
    """What somebody typed, with its own direction."""
    seen = clean(text)
    return {"text": breakable(seen), "rtl": is_right_to_left(seen)}


def _without(value: Any, characters: str) -> Any:
    if isinstance(value, str):
        return value.translate(dict.fromkeys(map(ord, characters)))
    if isinstance(value, Mapping):
        return {name: _without(one, characters) for name, one in value.items()}
    return [_without(one, characters) for one in value] if isinstance(value, list) else value
