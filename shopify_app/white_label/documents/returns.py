"""The return slip: what a buyer sends back, why, and where to: the trader's return address. Never a price."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shopify_app.white_label.documents.logos import logo_on_paper
from shopify_app.white_label.documents.papers import Paper
from shopify_app.white_label.documents.sheet import Sheet, address_lines, common_values, typed, typed_or_none
from shopify_app.white_label.documents.words import ARABIC, count_in, date_in, spoken
from shopify_app.white_label.faces import Brand, Shipment

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "returns": "Return slip",
        "order": "Order",
        "date": "Date",
        "back": "Send back to",
        "from": "From",
        "item": "Item",
        "sent": "Sent",
        "returned": "Back",
        "reason": "Reason",
        "how": "Write how many pieces come back and cross the number of the reason. Put this slip into the parcel.",
        "reasons": "Reasons",
        "remarks": "Remarks",
    },
    "ar": {
        "returns": "قسيمة الإرجاع",
        "order": "رقم الطلب",
        "date": "التاريخ",
        "back": "يُعاد إلى",
        "from": "من",
        "item": "الصنف",
        "sent": "المُرسَل",
        "returned": "المُعاد",
        "reason": "السبب",
        "how": "اكتب عدد القطع المُعادة وضع علامة على رقم السبب، ثم ضع هذه القسيمة داخل الطرد.",
        "reasons": "الأسباب",
        "remarks": "ملاحظات",
    },
    "fr": {
        "returns": "Bon de retour",
        "order": "Commande",
        "date": "Date",
        "back": "À renvoyer à",
        "from": "Renvoyé par",
        "item": "Article",
        "sent": "Reçu",
        "returned": "Renvoyé",
        "reason": "Motif",
        "how": "Indiquez le nombre de pièces renvoyées, cochez le numéro du motif et joignez ce bon au colis.",
        "reasons": "Motifs",
        "remarks": "Remarques",
    },
    "nb": {
        "returns": "Returseddel",
        "order": "Ordre",
        "date": "Dato",
        "back": "Sendes til",
        "from": "Fra",
        "item": "Vare",
        "sent": "Sendt",
        "returned": "Retur",
        "reason": "Årsak",
        "how": "Skriv hvor mange som kommer i retur, kryss av for årsaken og legg seddelen i pakken.",
        "reasons": "Årsaker",
        "remarks": "Merknader",
    },
}
REASONS: Mapping[str, tuple[str, ...]] = {
    "en": (
        "Arrived damaged",
        "Wrong item was sent",
        "Not as described",
        "Does not fit",
        "No longer wanted",
        "Another reason",
    ),
    "ar": ("وصل تالفًا", "أُرسل صنف آخر", "لا يطابق الوصف", "المقاس غير مناسب", "لم أعد أرغب فيه", "سبب آخر"),
    "fr": (
        "Arrivé endommagé",
        "Mauvais article envoyé",
        "Non conforme à la description",
        "Ne convient pas",
        "N’est plus souhaité",
        "Autre motif",
    ),
    "nb": (
        "Kom skadet frem",
        "Feil vare ble sendt",
        "Ikke som beskrevet",
        "Passer ikke",
        "Ønskes ikke lenger",
        "Annen årsak",
    ),
}


def return_slip(
    brand: Brand, shipment: Shipment, *, reasons: Sequence[str] = (), deadline: str = "", paper: Paper = Paper.A4
) -> bytes:
    """A PDF/A-2b. Without reasons given the usual ones are offered; `deadline` says until when goods may come back.

    Raises:
        MissingGlyphsError: A text holds letters that no font here has; says which.
        BadColourError: The brand's colour is not #rrggbb.
        UnreadableLogoError: The logo is no PNG, broken, or larger than a picture may be.
    """
    return returns_sheet(brand, shipment, reasons=reasons, deadline=deadline, paper=paper).pdf()


def returns_sheet(
    brand: Brand, shipment: Shipment, *, reasons: Sequence[str] = (), deadline: str = "", paper: Paper = Paper.A4
) -> Sheet:
    """The return slip as a sheet, to be printed or shown.

    Raises:
        BadColourError, UnreadableLogoError: As above.
    """
    language = spoken(shipment.language)
    words = _WORDS[language]
    title = f"{words['returns']} {shipment.number}"
    values = {
        **common_values(brand, paper, language, words, title, shipment.placed_on),
        "number": typed(shipment.number),
        "placed_on": {"text": date_in(language, shipment.placed_on), "rtl": language == ARABIC},
        "back": address_lines(brand.returns or brand.sender, language),
        "from": address_lines(shipment.to, language),
        "contact": typed_or_none(brand.contact),
        "deadline": typed_or_none(deadline),
        "reasons": [typed(reason) for reason in reasons or REASONS[language]],
        "lines": [
            {"title": typed(line.title), "sku": typed_or_none(line.sku), "sent": count_in(language, line.quantity)}
            for line in shipment.lines
        ],
    }
    return Sheet("returns", values, logo_on_paper(brand.logo, paper))
