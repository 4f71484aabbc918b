"""What a destination's law wants on goods, packing and papers, however they are branded; each line with its source.

A check-list for who packs: no program sees whether a mark is on a bowl. What is not known here is said not to be known.
"""

from __future__ import annotations

from dataclasses import dataclass

from shopify_app.white_label.customs.rules import in_union

GOODS, PACKING, PAPERS = "goods", "packing", "papers"


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to be there. `{origin}` in the text is the goods' country of origin."""

    on: str
    text: str
    source: str


_SAUDI = (
    Duty(
        GOODS,
        "Each piece says «Made in {origin}», where it is seen and so that it cannot be taken off.",
        "Saudi customs: marks of origin on imported goods",
    ),
    Duty(
        PACKING,
        "Each box and carton says «Made in {origin}» too.",
        "Saudi customs: marks of origin on imported goods",
    ),
    Duty(
        PAPERS,
        "The commercial invoice and the declaration of origin name the same origin as the mark.",
        "Saudi customs: marks of origin on imported goods",
    ),
)
_EUROPEAN = (
    Duty(
        GOODS,
        "The manufacturer's name, postal and electronic address stand on the goods, or on their packing or a paper "
        "with them. A trader who sells them under an own mark counts as their manufacturer.",
        "Regulation (EU) 2023/988 (GPSR), Articles 9 and 13",
    ),
    Duty(
        PACKING,
        "A responsible person in the European Union stands on the goods, their packing, the parcel or a paper with "
        "them: name, postal and electronic address.",
        "Regulation (EU) 2023/988 (GPSR), Article 16",
    ),
    Duty(
        GOODS,
        "A type, batch or serial number by which the goods are known, and warnings in the buyer's language.",
        "Regulation (EU) 2023/988 (GPSR), Article 9",
    ),
)
_AMERICAN = (
    Duty(
        GOODS,
        "Each piece, or its container, says in English which country it comes from: «Made in {origin}».",
        "19 U.S.C. § 1304",
    ),
)
_BY_COUNTRY = {"SA": _SAUDI, "US": _AMERICAN}


def duties_in(destination: str | None) -> tuple[Duty, ...]:
    """What is wanted there; nothing where we know of no rule, which is not to say that there is none."""
    if in_union(destination):
        return _EUROPEAN
    return _BY_COUNTRY.get(destination or "", ())
