"""The keyed fingerprints by which an account is known: of its e-mail address, and of its registration."""

from __future__ import annotations

from shopify_app.core.crypto import BlindIndex, blind_index


def print_of_mail(index_key: bytes, email: str) -> BlindIndex:
    """Of an address as `people.rules.normal_email` writes it."""
    return blind_index(index_key, "trade-mail", email)


def print_of_registration(index_key: bytes, country: str, number: str) -> BlindIndex:
    """Of a number as `registration.written_alike` writes it; two countries may give out the same."""
    return blind_index(index_key, "trade-registration", f"{country}/{number}")
