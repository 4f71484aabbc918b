"""Countries by name, in each language of our papers. The names are CLDR's, see UNICODE-LICENSE.txt."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import cast

ENGLISH = "en"
_NAMES = Path(__file__).with_name("countries.json")
# Whose customs read Arabic: the members of the Arab League.
ARAB = frozenset(
    [
        "AE",
        "BH",
        "DJ",
        "DZ",
        "EG",
        "IQ",
        "JO",
        "KM",
        "KW",
        "LB",
        "LY",
        "MA",
        "MR",
        "OM",
        "PS",
        "QA",
        "SA",
        "SD",
        "SO",
        "SY",
        "TN",
        "YE",
    ]
)


def country_name(code: str, language: str) -> str:
    """By its ISO 3166 letters, in English for a language we have no names in; what is no country stays as it is."""
    names = _names().get(code.strip().upper())
    return names.get(language, names[ENGLISH]) if names else code


def country_in_capitals(code: str) -> str:
    """As the Universal Postal Union asks for the last line: in capitals, in a language that all posts read."""
    return country_name(code, ENGLISH).upper()


@cache
def _names() -> Mapping[str, Mapping[str, str]]:
    return cast("Mapping[str, Mapping[str, str]]", json.loads(_NAMES.read_text("utf-8")))
