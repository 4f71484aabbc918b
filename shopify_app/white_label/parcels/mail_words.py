"""The fixed words of a trader's mail to a consignee, in each language. Pure."""

from __future__ import annotations

from collections.abc import Mapping

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "subject": "Your parcel from {brand} is on its way",
        "hello": "Hello {name},",
        "hello_all": "Hello,",
        "lead": "Your parcel with order {number} is on its way to you.",
        "carrier": "Carrier",
        "number": "Tracking number",
        "follow": "Follow your parcel",
        "goods": "In this parcel",
        "total": "Total of goods",
        "answer": "Any questions? Simply answer this e-mail.",
        "reach": "Any questions? Reach us here: {contact}",
    },
    "ar": {
        "subject": "طردك من {brand} في الطريق إليك",
        "hello": "مرحباً {name}،",
        "hello_all": "مرحباً،",
        "lead": "طردك الخاص بالطلب رقم {number} في الطريق إليك.",
        "carrier": "شركة النقل",
        "number": "رقم التتبّع",
        "follow": "تتبّع طردك",
        "goods": "محتويات الطرد",
        "total": "مجموع البضائع",
        "answer": "هل لديك أي سؤال؟ يكفي أن تردّ على هذه الرسالة.",
        "reach": "هل لديك أي سؤال؟ تواصل معنا هنا: {contact}",
    },
    "fr": {
        "subject": "Votre colis de {brand} est en route",
        "hello": "Bonjour {name},",
        "hello_all": "Bonjour,",
        "lead": "Votre colis de la commande {number} est en route vers vous.",
        "carrier": "Transporteur",
        "number": "Numéro de suivi",
        "follow": "Suivre votre colis",
        "goods": "Dans ce colis",
        "total": "Total des articles",
        "answer": "Une question ? Répondez simplement à ce message.",
        "reach": "Une question ? Contactez-nous ici : {contact}",
    },
    "nb": {
        "subject": "Pakken din fra {brand} er på vei",
        "hello": "Hei {name},",
        "hello_all": "Hei,",
        "lead": "Pakken med ordre {number} er på vei til deg.",
        "carrier": "Transportør",
        "number": "Sporingsnummer",
        "follow": "Følg pakken",
        "goods": "I denne pakken",
        "total": "Sum varer",
        "answer": "Har du spørsmål? Svar på denne e-posten.",
        "reach": "Har du spørsmål? Ta kontakt her: {contact}",
    },
}
LANGUAGES = tuple(_WORDS)


def mail_words(language: str) -> Mapping[str, str]:
    """Every fixed word of the mail, by its part in it; English for a language that has none here."""
    return _WORDS.get(language, _WORDS["en"])
