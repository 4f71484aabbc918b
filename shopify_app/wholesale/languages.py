"""The languages a buyer is answered in, and which of them a locale means. Pure."""

from __future__ import annotations

LANGUAGES = ("en", "ar", "fr", "nb")
RIGHT_TO_LEFT = frozenset({"ar"})
# Norwegian as Shopify also calls it: `no` is written as bokmål, and who reads nynorsk reads that too.
_READ_IN = {"no": "nb", "nn": "nb"}


def language_of(locale: str) -> str:
    """The language to answer a locale in, such as `ar` for ar-SA and `nb` for no; English for one we do not speak."""
    named = locale.strip().lower().replace("_", "-").partition("-")[0]
    language = _READ_IN.get(named, named)
    return language if language in LANGUAGES else LANGUAGES[0]
