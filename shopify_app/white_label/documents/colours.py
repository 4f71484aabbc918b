"""A brand's colour on paper: what can be read on it, and where it can be read itself."""

from __future__ import annotations

import re

from shopify_app.core.errors import InvalidInputError

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_WHITE, _INK = "#ffffff", "#1d1b19"
# What the accessibility guidelines (WCAG 2, AA) ask of text.
_LEAST_CONTRAST = 4.5


class BadColourError(InvalidInputError):
    """The brand's colour is no colour."""


def text_on(colour: str) -> str:
    """White or ink, whichever reads better on this colour.

    Raises:
        BadColourError: It is not written #rrggbb.
    """
    return max((_WHITE, _INK), key=lambda text: contrast(colour, text))


def text_as_wanted(colour: str, wanted: str) -> str:
    """The colour that the brand wants its text in, where it can be read on this one; else white or ink.

    Raises:
        BadColourError: One is not written #rrggbb.
    """
    return wanted if wanted and contrast(colour, wanted) >= _LEAST_CONTRAST else text_on(colour)


def text_in(colour: str) -> str:
    """The colour itself where it can be read on white paper, else ink.

    Raises:
        BadColourError: It is not written #rrggbb.
    """
    return colour if contrast(colour, _WHITE) >= _LEAST_CONTRAST else _INK


def contrast(one: str, other: str) -> float:
    """How well the two differ, from 1 to 21.

    Raises:
        BadColourError: One is not written #rrggbb.
    """
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    if not _COLOUR.fullmatch(colour):
        raise BadColourError("The brand's colour cannot be printed: a colour is # and six digits, such as #7a1f3d.")
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 (the standard's curve)
