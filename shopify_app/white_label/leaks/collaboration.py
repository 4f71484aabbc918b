"""Words that tell a consignee that the parcel is not from whom it seems to be from."""

from __future__ import annotations

from shopify_app.white_label.leaks.identities import Identity, Kind

LABEL = "words that tell of the collaboration"
# Whole words only, in any spelling of theirs: "white-label", "WHITELABEL".
_WORDS = (
    # English
    *("white label", "white labelled", "white labeled", "white labelling", "white labeling"),
    *("private label", "wholesale", "wholesaler", "wholesalers"),
    *("dropship", "dropshipped", "dropshipper", "dropshipping", "drop shipment", "blind shipment", "blind shipping"),
    *(
        "fulfilled by",
        "fulfilment by",
        "fulfillment by",
        "fulfilment center",
        "fulfilment centre",
        "fulfillment center",
    ),
    *(
        "shipped by",
        "shipped for",
        "sent on behalf",
        "on behalf of",
        "packed by",
        "reseller",
        "resold by",
        "supplied by",
    ),
    # Arabic
    *("علامة بيضاء", "العلامة البيضاء", "بالجملة", "بيع الجملة", "البيع بالجملة", "تاجر جملة", "سعر الجملة"),
    *("دروبشيبينغ", "دروب شيبينغ", "دروبشيبنج", "دروب شيبنج"),
    *("بالنيابة عن", "نيابة عن", "لحساب", "شحن بواسطة", "تم الشحن بواسطة", "تم الشحن من قبل", "تنفيذ بواسطة"),
    # French
    *("marque blanche", "vente en gros", "en gros", "grossiste", "prix de gros", "livraison directe"),
    *("expédié par", "expédiée par", "traité par", "préparé par", "pour le compte de", "au nom de", "de la part de"),
    *("revendeur", "fourni par"),
    # Norwegian
    *("hvit etikett", "engros", "grossist", "engrossalg", "engrospris", "engroshandel", "videreforhandler"),
    *("sendt av", "levert av", "pakket av", "på vegne av", "ekspedert av", "direkteleveranse"),
)


def collaboration_words() -> tuple[Identity, ...]:
    """The words as identities to search for."""
    return tuple(Identity(Kind.COLLABORATION, words, LABEL) for words in _WORDS)
