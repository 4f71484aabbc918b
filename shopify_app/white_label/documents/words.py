"""The fixed words of a slip, and how its dates and amounts are written, in each language. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from shopify_app.core.money import Money

ENGLISH, ARABIC = "en", "ar"
_NO_BREAK = "\u00a0"

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "slip": "Packing slip",
        "order": "Order",
        "date": "Date",
        "to": "Deliver to",
        "sender": "Sender and returns",
        "sender_alone": "Sender",
        "returns": "Returns to",
        "item": "Item",
        "quantity": "Qty",
        "price": "Unit price",
        "total": "Total",
        "pieces": "Pieces",
        "goods": "Total of goods",
    },
    "ar": {
        "slip": "قائمة المحتويات",
        "order": "رقم الطلب",
        "date": "التاريخ",
        "to": "التسليم إلى",
        "sender": "المرسل وعنوان الإرجاع",
        "sender_alone": "المرسل",
        "returns": "عنوان الإرجاع",
        "item": "الصنف",
        "quantity": "الكمية",
        "price": "سعر الوحدة",
        "total": "المجموع",
        "pieces": "عدد القطع",
        "goods": "مجموع البضائع",
    },
    "fr": {
        "slip": "Bon de livraison",
        "order": "Commande",
        "date": "Date",
        "to": "Livrer à",
        "sender": "Expéditeur et retours",
        "sender_alone": "Expéditeur",
        "returns": "Retours à",
        "item": "Article",
        "quantity": "Qté",
        "price": "Prix unitaire",
        "total": "Total",
        "pieces": "Pièces",
        "goods": "Total des articles",
    },
    "nb": {
        "slip": "Pakkseddel",
        "order": "Ordre",
        "date": "Dato",
        "to": "Leveres til",
        "sender": "Avsender og retur",
        "sender_alone": "Avsender",
        "returns": "Retur til",
        "item": "Vare",
        "quantity": "Antall",
        "price": "Stykkpris",
        "total": "Sum",
        "pieces": "Antall i alt",
        "goods": "Sum varer",
    },
}
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "nb": "januar februar mars april mai juni juli august september oktober november desember",
}
_DAYS = {"nb": "{}."}
# Thousands and decimals. Arabic amounts stand in Latin digits, as on Gulf invoices.
_MARKS = {"fr": (_NO_BREAK, ","), "nb": (_NO_BREAK, ",")}


def spoken(language: str) -> str:
    """The language of the slip: English for one that has no words here."""
    return language if language in _WORDS else ENGLISH


def words_in(language: str) -> Mapping[str, str]:
    """Every fixed word of a slip, by its part in it."""
    return _WORDS[language]


def date_in(language: str, day: date) -> str:
    """3 November 2026, 3. november 2026, 1er novembre 2026."""
    number = "1er" if language == "fr" and day.day == 1 else _DAYS.get(language, "{}").format(day.day)
    return f"{number} {_MONTHS[language].split()[day.month - 1]} {day.year}"


def amount_in(language: str, money: Money) -> str:
    """The exact amount without its currency: 1,200.00, or 1 200,00."""
    thousands, decimals = _MARKS.get(language, (",", "."))
    return f"{money.amount:,.{money.decimals}f}".translate(str.maketrans(",.", thousands + decimals))


def decimal_in(language: str, number: Decimal) -> str:
    """1,250.5, or 1 250,5: as exact as it is given."""
    thousands, decimals = _MARKS.get(language, (",", "."))
    return f"{number:,f}".translate(str.maketrans(",.", thousands + decimals))


def count_in(language: str, count: int) -> str:
    """1,000 pieces, or 1 000."""
    return f"{count:,}".replace(",", _MARKS.get(language, (",", "."))[0])
