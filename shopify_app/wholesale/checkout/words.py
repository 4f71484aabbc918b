"""What a buyer reads of the minimum, by language: `MESSAGES` at the checkout too, `BESIDE` where the storefront asks.

`extensions/order-minimum` and `telling.py` fill amounts in; `group` and `decimal` are how the language writes a number.
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
    "nb": {
        "group": "\u00a0",
        "decimal": ",",
        "first": "Den første forhandlerbestillingen din må være på minst {minimum}. Legg til varer for {missing}.",
        "following": "En forhandlerbestilling må være på minst {minimum}. Legg til varer for {missing}.",
        "no_rate": "Forhandlerbestillinger i {currency} er foreløpig ikke mulig. "
        "Velg en annen valuta, eller kontakt oss.",
    },
}

# Not a part of the Function's configuration, whose size is limited: at the checkout nobody reads these.
BESIDE: Mapping[str, Mapping[str, str]] = {
    "en": {
        "reached": "Your order reaches the trade minimum of {minimum}.",
        "retail": "No minimum applies to your order.",
        "unknown": "It is not known yet whether you buy as a trader. Ask again in a moment.",
    },
    "ar": {
        "reached": f"بلغ طلبك الحد الأدنى للتجار وهو {_MINIMUM}.",
        "retail": "لا يوجد حد أدنى لطلبك.",
        "unknown": "لا نعرف بعد ما إذا كنت تشتري بصفتك تاجرًا. يرجى المحاولة مرة أخرى بعد لحظات.",
    },
    "fr": {
        "reached": "Votre commande atteint le minimum professionnel de {minimum}.",
        "retail": "Aucun minimum ne s’applique à votre commande.",
        "unknown": "Nous ne savons pas encore si vous achetez en tant que professionnel. Réessayez dans un instant.",
    },
    "nb": {
        "reached": "Bestillingen din når minstebeløpet for forhandlere på {minimum}.",
        "retail": "Det gjelder ikke noe minstebeløp for bestillingen din.",
        "unknown": "Vi vet ikke ennå om du handler som forhandler. Prøv igjen om et øyeblikk.",
    },
}
