"""Shipping labels in the trader's name: whom a parcel goes to, who sends it, and what a carrier scans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from shopify_app.core.errors import InvalidInputError
from shopify_app.white_label.documents.barcodes import code_128
from shopify_app.white_label.documents.countries import country_in_capitals, country_name
from shopify_app.white_label.documents.logos import logo_on_paper
from shopify_app.white_label.documents.papers import Paper
from shopify_app.white_label.documents.sheet import Sheet, address_lines, common_values, typed, typed_or_none
from shopify_app.white_label.documents.texts import clean
from shopify_app.white_label.documents.words import ENGLISH, decimal_in, spoken
from shopify_app.white_label.faces import Address, Brand, Parcel

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "label": "Shipping label",
        "to": "Deliver to",
        "from": "From",
        "returns": "If undelivered, return to",
        "order": "Order",
        "date": "Date",
        "weight": "Weight",
        "parcel": "Parcel",
        "phone": "Phone",
        "fragile": "Fragile",
        "upright": "This way up",
        "dry": "Keep dry",
    },
    "ar": {
        "label": "ملصق الشحن",
        "to": "التسليم إلى",
        "from": "المرسل",
        "returns": "عند تعذّر التسليم يُعاد إلى",
        "order": "رقم الطلب",
        "date": "التاريخ",
        "weight": "الوزن",
        "parcel": "الطرد",
        "phone": "الهاتف",
        "fragile": "قابل للكسر",
        "upright": "هذا الجانب لأعلى",
        "dry": "يُحفظ جافًا",
    },
    "fr": {
        "label": "Étiquette d’expédition",
        "to": "Destinataire",
        "from": "Expéditeur",
        "returns": "En cas de non-livraison, retourner à",
        "order": "Commande",
        "date": "Date",
        "weight": "Poids",
        "parcel": "Colis",
        "phone": "Tél.",
        "fragile": "Fragile",
        "upright": "Haut",
        "dry": "Craint l’humidité",
    },
    "nb": {
        "label": "Adresselapp",
        "to": "Mottaker",
        "from": "Avsender",
        "returns": "Kan ikke leveres: retur til",
        "order": "Ordre",
        "date": "Dato",
        "weight": "Vekt",
        "parcel": "Kolli",
        "phone": "Tlf.",
        "fragile": "Forsiktig, knuselig",
        "upright": "Denne siden opp",
        "dry": "Holdes tørt",
    },
}
# Millimetres of one label and its margin; an A4 sheet holds four.
_SIZES = {Paper.A4: (105, 148.5, 8), Paper.A6: (105, 148, 8), Paper.LABEL: (101.6, 152.4, 6)}
_A_ROW = {Paper.A4: 2}
# What one label is like.
_CELLS = {Paper.A4: Paper.A6, Paper.A6: Paper.A6, Paper.LABEL: Paper.LABEL}


class NoParcelsError(InvalidInputError):
    """There is nothing to label."""


def shipping_labels(brand: Brand, parcels: Sequence[Parcel], paper: Paper = Paper.LABEL) -> bytes:
    """A PDF/A-2b with a label for each parcel: four on a sheet of A4, else one to a page. Never a price.

    Raises:
        MissingGlyphsError: A text holds letters that no font here has; says which.
        BadColourError: The brand's colour is not #rrggbb.
        UnreadableLogoError: The logo is no PNG, broken, or larger than a picture may be.
        NoParcelsError: There are none.
    """
    return labels_sheet(brand, parcels, paper).pdf()


def labels_sheet(brand: Brand, parcels: Sequence[Parcel], paper: Paper = Paper.LABEL) -> Sheet:
    """The labels as a sheet, to be printed or shown.

    Raises:
        BadColourError, UnreadableLogoError, NoParcelsError: As above.
    """
    if not parcels:
        raise NoParcelsError("There are no parcels to label. Say what is packed first.")
    first = parcels[0]
    language = spoken(first.language)
    title = f"{_WORDS[language]['label']} {first.order}"
    values = common_values(brand, paper, language, _WORDS[language], title, first.packed_on)
    width, height, margin = _SIZES[paper]
    values["paper"] = {**values["paper"], "margin": 0, "small": True}
    values["direction"] = "ltr"
    cell = {"width": width, "height": height, "margin": margin, "columns": _A_ROW.get(paper, 1)}
    labels = [_label(brand.towards(parcel.to.country, parcel.language), parcel) for parcel in parcels]
    return Sheet("labels", {**values, "cell": cell, "labels": labels}, logo_on_paper(brand.logo, _CELLS[paper]))


def _label(brand: Brand, parcel: Parcel) -> dict[str, Any]:
    language = spoken(parcel.language)
    words, returns = _WORDS[language], brand.returns
    tracking = clean(parcel.tracking)
    return {
        "direction": "rtl" if language == "ar" else "ltr",
        "words": dict(words),
        "to": _without_country(parcel.to, language),
        "country": country_in_capitals(parcel.to.country),
        "local_country": _local_country(parcel.to.country, language),
        "phone": typed_or_none(parcel.phone),
        "sender": address_lines(brand.sender, ENGLISH),
        "returns": typed_or_none(_in_one_line(returns)) if returns and returns != brand.sender else None,
        "order": typed(parcel.order),
        "date": parcel.packed_on.strftime("%Y-%m-%d"),
        "parcel": f"{parcel.number}/{parcel.of}",
        "weight": None if parcel.kilograms is None else f"{decimal_in(language, parcel.kilograms)} kg",
        "handling": [{"mark": one.value, "told": words[one.value]} for one in parcel.handling],
        "carrier": typed_or_none(parcel.carrier),
        "tracking": typed_or_none(tracking),
        "bars": code_128(tracking),
    }


def _without_country(address: Address, language: str) -> list[dict[str, Any]]:
    return address_lines(replace(address, country=""), language)


def _local_country(code: str, language: str) -> dict[str, Any] | None:
    """What the consignee calls the country, where it is not what its capitals say already."""
    name = country_name(code, language)
    return None if name.upper() == country_in_capitals(code) else typed_or_none(name)


def _in_one_line(address: Address) -> str:
    town = " ".join(part for part in (address.zip, address.city) if part)
    parts = (address.name, address.street, address.more, town, country_name(address.country, ENGLISH))
    return " · ".join(part for part in parts if clean(part))
