"""Countries by name: in the reader's language on papers, in English capitals for the posts."""

from __future__ import annotations

import json

import pytest

from shopify_app.white_label.documents import countries
from shopify_app.white_label.documents.countries import ARAB, country_in_capitals, country_name

NAMES = json.loads(countries._NAMES.read_text("utf-8"))


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("SA", "en", "Saudi Arabia"),
        ("SA", "ar", "المملكة العربية السعودية"),
        ("SA", "fr", "Arabie saoudite"),
        ("SA", "nb", "Saudi-Arabia"),
        ("ma", "fr", "Maroc"),
        (" NO ", "nb", "Norge"),
        ("AE", "ja", "United Arab Emirates"),
        ("", "en", ""),
        ("Saudi Arabia", "fr", "Saudi Arabia"),
    ],
)
def test_a_country_is_called_as_its_reader_calls_it(code: str, language: str, name: str):
    assert country_name(code, language) == name


def test_the_posts_read_it_in_english_capitals():
    assert [country_in_capitals(code) for code in ("AE", "CI", "GB", "")] == [
        "UNITED ARAB EMIRATES",
        "CÔTE D’IVOIRE",
        "UNITED KINGDOM",
        "",
    ]


def test_every_country_has_a_name_of_its_own_in_each_language():
    """All of ISO 3166, and three more that Shopify knows."""
    assert len(NAMES) == 249 + 3
    for language in ("en", "ar", "fr", "nb"):
        assert len({names[language] for names in NAMES.values()}) == len(NAMES)
    assert set(NAMES) >= ARAB
