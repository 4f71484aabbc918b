"""The fixed words of customs papers: English, and beside it the language of the country that the goods go to. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from shopify_app.white_label.customs_faces import ExportReason
from shopify_app.white_label.documents.countries import ARAB
from shopify_app.white_label.documents.words import ARABIC, ENGLISH

FRENCH = "fr"
# Whose customs read French.
_EUROPE = ("FR", "BE", "LU", "CH", "MC")
_AFRICA = ("MA", "DZ", "TN", "MR", "SN", "CI", "ML", "BF", "NE", "BJ", "TG", "CM", "GA", "CG", "CD", "GN", "MG", "TD")
_OVERSEAS = ("CF", "DJ", "KM", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "NC", "PF", "WF")
_FRENCH_READING = frozenset((*_EUROPE, *_AFRICA, *_OVERSEAS))

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "invoice": "Commercial invoice",
        "origin": "Declaration of origin",
        "number": "Invoice number",
        "date": "Date",
        "order": "Order",
        "exporter": "Exporter",
        "consignee": "Consignee",
        "importer": "Importer",
        "buyer": "Buyer",
        "phone": "Phone",
        "email": "E-mail",
        "incoterm": "Terms of delivery",
        "reason": "Reason for export",
        "currency": "Currency",
        "origins": "Country of origin",
        "destination": "Country of destination",
        "tracking": "Tracking number",
        "item": "Description of goods",
        "hs": "HS code",
        "made": "Origin",
        "quantity": "Qty",
        "net": "Net kg",
        "value": "Unit value",
        "total": "Total",
        "goods": "Value of goods",
        "freight": "Freight",
        "insurance": "Insurance",
        "sum": "Invoice total",
        "packages": "Packages",
        "pieces": "Pieces",
        "net_all": "Net weight",
        "gross_all": "Gross weight",
        "place": "Place and date",
        "signatory": "Name and position",
        "signature": "Signature and stamp",
        "certify": "We certify that this invoice is true and correct, that it is the only one issued for these goods, "
        "and that the goods are of the origin stated for each of them.",
        "declare": "The undersigned, exporter of the goods described here, declares that they were made in, and "
        "originate in, the country stated for each of them.",
    },
    "fr": {
        "invoice": "Facture commerciale",
        "origin": "Déclaration d’origine",
        "number": "Numéro de facture",
        "date": "Date",
        "order": "Commande",
        "exporter": "Exportateur",
        "consignee": "Destinataire",
        "importer": "Importateur",
        "buyer": "Acheteur",
        "phone": "Téléphone",
        "email": "E-mail",
        "incoterm": "Conditions de livraison",
        "reason": "Motif de l’exportation",
        "currency": "Monnaie",
        "origins": "Pays d’origine",
        "destination": "Pays de destination",
        "tracking": "Numéro de suivi",
        "item": "Désignation des marchandises",
        "hs": "Code SH",
        "made": "Origine",
        "quantity": "Qté",
        "net": "Net kg",
        "value": "Prix unitaire",
        "total": "Total",
        "goods": "Valeur des marchandises",
        "freight": "Fret",
        "insurance": "Assurance",
        "sum": "Total de la facture",
        "packages": "Colis",
        "pieces": "Pièces",
        "net_all": "Poids net",
        "gross_all": "Poids brut",
        "place": "Lieu et date",
        "signatory": "Nom et qualité",
        "signature": "Signature et cachet",
        "certify": "Nous certifions que la présente facture est exacte et véritable, qu’elle est la seule émise pour "
        "ces marchandises et que celles-ci sont de l’origine indiquée pour chacune d’elles.",
        "declare": "Le soussigné, exportateur des marchandises désignées ci-dessus, déclare qu’elles ont été "
        "fabriquées dans le pays indiqué pour chacune d’elles et qu’elles en sont originaires.",
    },
    "ar": {
        "invoice": "فاتورة تجارية",
        "origin": "إقرار المنشأ",
        "number": "رقم الفاتورة",
        "date": "التاريخ",
        "order": "رقم الطلب",
        "exporter": "المصدّر",
        "consignee": "المرسل إليه",
        "importer": "المستورد",
        "buyer": "المشتري",
        "phone": "الهاتف",
        "email": "البريد الإلكتروني",
        "incoterm": "شروط التسليم",
        "reason": "سبب التصدير",
        "currency": "العملة",
        "origins": "بلد المنشأ",
        "destination": "بلد الوصول",
        "tracking": "رقم التتبّع",
        "item": "وصف البضاعة",
        "hs": "الرمز المنسّق",
        "made": "المنشأ",
        "quantity": "الكمية",
        "net": "الصافي كغ",
        "value": "سعر الوحدة",
        "total": "المجموع",
        "goods": "قيمة البضائع",
        "freight": "الشحن",
        "insurance": "التأمين",
        "sum": "إجمالي الفاتورة",
        "packages": "الطرود",
        "pieces": "عدد القطع",
        "net_all": "الوزن الصافي",
        "gross_all": "الوزن الإجمالي",
        "place": "المكان والتاريخ",
        "signatory": "الاسم والصفة",
        "signature": "التوقيع والختم",
        "certify": "نشهد بأن هذه الفاتورة صحيحة ومطابقة للواقع، وأنها الوحيدة الصادرة عن هذه البضائع، وأن البضائع من "
        "المنشأ المبيّن لكل منها.",
        "declare": "يُقرّ الموقّع أدناه، مصدّر البضائع الموصوفة هنا، بأنها صُنعت في البلد المبيّن لكل منها وأنها من منشئه.",
    },
}
_REASONS: Mapping[str, Mapping[ExportReason, str]] = {
    "en": {
        ExportReason.SALE: "Sale",
        ExportReason.SAMPLE: "Commercial sample",
        ExportReason.GIFT: "Gift",
        ExportReason.RETURN: "Return of goods",
        ExportReason.REPAIR: "Repair",
    },
    "fr": {
        ExportReason.SALE: "Vente",
        ExportReason.SAMPLE: "Échantillon commercial",
        ExportReason.GIFT: "Cadeau",
        ExportReason.RETURN: "Retour de marchandises",
        ExportReason.REPAIR: "Réparation",
    },
    "ar": {
        ExportReason.SALE: "بيع",
        ExportReason.SAMPLE: "عينة تجارية",
        ExportReason.GIFT: "هدية",
        ExportReason.RETURN: "إرجاع بضائع",
        ExportReason.REPAIR: "إصلاح",
    },
}
# French has an article for each country; named so, none is needed.
_MADE_IN = {"en": "Made in {}", "fr": "Pays de fabrication : {}", "ar": "بلد الصنع: {}"}


def languages_for(country: str) -> tuple[str, ...]:
    """English, and the other language that the customs of this country read, if it is one of ours."""
    if country in _FRENCH_READING:
        return ENGLISH, FRENCH
    return (ENGLISH, ARABIC) if country in ARAB else (ENGLISH,)


def words_in_all(languages: tuple[str, ...]) -> dict[str, list[str]]:
    """Every fixed word in these languages."""
    return {name: [_WORDS[language][name] for language in languages] for name in _WORDS[ENGLISH]}


def reason_in_all(languages: tuple[str, ...], reason: ExportReason) -> list[str]:
    """Why the goods leave, in these languages."""
    return [_REASONS[language][reason] for language in languages]


def made_in(language: str, country: str) -> str:
    """What authorities want to read of goods: Made in Morocco."""
    return _MADE_IN[language].format(country)
