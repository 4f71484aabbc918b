"""The keyed fingerprints by which an account is known: of its e-mail address, and of its registration.

Of accounts that stand no two may have the same fingerprint, and that is the check against two approved at once. Of
applications several may wait with one address or registration, which strangers can type: each takes the next of a few
places, and a fingerprint of that place. The first place's is what an account alone has.
"""

from __future__ import annotations

from dataclasses import dataclass

from shopify_app.core.crypto import BlindIndex, blind_index

PLACES = 5


@dataclass(frozen=True, slots=True)
class Prints:
    """All fingerprints, place by place, of an address and of a registration; none where there is no such thing."""

    mail: tuple[BlindIndex, ...] = ()
    registration: tuple[BlindIndex, ...] = ()


def prints_of(index_key: bytes, email: str | None, country: str | None, number: str | None) -> Prints:
    """Of an address and a registration, as far as they are there."""
    return Prints(
        prints_of_mail(index_key, email) if email else (),
        prints_of_registration(index_key, country, number) if country and number else (),
    )


def prints_of_mail(index_key: bytes, email: str) -> tuple[BlindIndex, ...]:
    """Of an address as `people.rules.normal_email` writes it."""
    return _each_place(index_key, "trade-mail", email)


def prints_of_registration(index_key: bytes, country: str, number: str) -> tuple[BlindIndex, ...]:
    """Of a number as `registration.written_alike` writes it; two countries may give out the same."""
    return _each_place(index_key, "trade-registration", f"{country}/{number}")


def _each_place(index_key: bytes, kind: str, value: str) -> tuple[BlindIndex, ...]:
    kinds = [kind, *(f"{kind}/{place}" for place in range(2, PLACES + 1))]
    return tuple(blind_index(index_key, one, value) for one in kinds)
