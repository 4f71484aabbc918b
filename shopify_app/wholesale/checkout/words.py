"""What a buyer below the minimum reads at the checkout, by language. `extensions/order-minimum` fills the amounts in.

`group` and `decimal` are how the language writes a number.
"""

from __future__ import annotations

from collections.abc import Mapping

_LATIN = {"group": ",", "decimal": "."}
# Amounts in Arabic text are kept apart from its direction: else a currency's code could swap places with the digits.
_MINIMUM, _MISSING, _CURRENCY = "\u2066{minimum}\u2069", "\u2066{missing}\u2069", "\u2066{currency}\u2069"

MESSAGES: Mapping[str, Mapping[str, str]] = {
    "en": _LATIN
    | {
        "first": "Your first trade order needs at least {minimum}. Please add {missing}.",
        "following": "A trade order needs at least {minimum}. Please add {missing}.",
        "no_rate": "Trade orders cannot be placed in {currency} yet. Choose another currency, or ask us.",
    },
    "ar": _LATIN
    | {
        "first": f"الحد الأدنى لأول طلب تجاري هو {_MINIMUM}. يرجى إضافة {_MISSING}.",
        "following": f"الحد الأدنى للطلب التجاري هو {_MINIMUM}. يرجى إضافة {_MISSING}.",
        "no_rate": f"لا يمكن تقديم طلبات تجارية بعملة {_CURRENCY} بعد. اختر عملة أخرى أو تواصل معنا.",
    },
    "fr": {
        "group": "\u202f",
        "decimal": ",",
        "first": "Votre première commande professionnelle doit atteindre {minimum}. Il manque {missing}.",
        "following": "Une commande professionnelle doit atteindre {minimum}. Il manque {missing}.",
        "no_rate": "Les commandes professionnelles en {currency} ne sont pas encore possibles. "
        "Choisissez une autre devise ou contactez-nous.",
    },
}
