"""Names of the countries that appear in the stand-in's world."""

from __future__ import annotations

_NAMES = {
    "SA": "Saudi Arabia",
    "AE": "United Arab Emirates",
    "MA": "Morocco",
    "KW": "Kuwait",
    "QA": "Qatar",
    "BH": "Bahrain",
    "OM": "Oman",
    "EG": "Egypt",
    "JO": "Jordan",
    "FR": "France",
    "ES": "Spain",
    "DE": "Germany",
    "GB": "United Kingdom",
    "US": "United States",
}


def country_name(code: str | None) -> str | None:
    """The English name, or the code where we have none."""
    return None if code is None else _NAMES.get(code, code)
