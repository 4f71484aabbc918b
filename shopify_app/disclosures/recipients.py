"""To whom personal data may go, for what, and which fields: the whole list, as data (promises MA-4.1, AL-3, MA-6.1).

Fields are named as on the data map; what is not named for a recipient cannot reach it. Nobody here has marketing for a
purpose, and nobody can be given one. Three recipients are lawful exceptions to the promise that nobody is told who
works together (MA-7.3): a disclosure to them must name its exception, and is shown as one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

DELIVERY, FULFILMENT, CUSTOMS, LEGAL_DEMAND = "delivery", "fulfilment", "customs", "legal demand"
PAYMENT, SALE, PLATFORM, MESSAGE = "payment", "sale", "platform", "message"
REPORTING, ACCESS = "reporting", "access request"
PURPOSES: Mapping[str, str] = {
    DELIVERY: "Deliver what was bought",
    FULFILMENT: "Make or host what was bought",
    CUSTOMS: "Clear goods through customs",
    PAYMENT: "Take or return a payment",
    SALE: "Fulfil a marketplace's order",
    PLATFORM: "Keep the shop's customers and traders",
    MESSAGE: "Write to the person about what they bought or asked",
    REPORTING: "Tell a trader of the trader's own consignees",
    LEGAL_DEMAND: "Answer a court or an authority",
    ACCESS: "Answer the person's own request",
}
CUSTOMS_PAPERS, COURT_ORDER, ACCESS_REQUEST = "customs papers", "court order", "access request"
EXCEPTIONS: Mapping[str, str] = {
    CUSTOMS_PAPERS: "Customs law wants the true exporter and consignee on the papers of goods that leave the country.",
    COURT_ORDER: "A court's or authority's demand that rests on a law must be answered, and no more than it asks for.",
    ACCESS_REQUEST: "Who asks what is held about them must be told who received it (GDPR Art. 15, CJEU C-154/21).",
}
# Every field that may leave to somebody, by its name on the data map.
FIELDS: Mapping[str, str] = {
    "name": "Name",
    "email": "E-mail",
    "phone": "Phone",
    "shopify_customer_id": "Customer number",
    "ship_to_name": "Name at delivery",
    "ship_to_company": "Company at delivery",
    "ship_to_address": "Delivery address",
    "ship_to_phone": "Phone at delivery",
    "tracking_numbers": "Tracking number",
    "tracking_links": "Tracking link",
    "trade_company": "Trader's company",
    "trade_registration_number": "Trader's registration number",
    "trade_contact_name": "Trader's contact person",
    "trade_email": "Trader's e-mail",
    "trade_phone": "Trader's phone",
    "proof_recipient": "Where a brand's proof is sent",
    "noon_customer_name": "Name of noon's customer",
    "noon_customer_city": "City of noon's customer",
    "report": "All that is held about the person",
}
# By whatever word it is asked for. «Marketplace» is none of them.
_MARKETING = re.compile(
    r"\b(?:(?:re)?marketing|(?:re)?target(?:ing|ed)|advert\w*|ads?|promo\w*|newsletters?|audiences?|campaigns?|"
    r"profil(?:e|ing)|leads?|(?:re)?s(?:elling|ale) of data|data brok\w+|partner offers?|mailing lists?)\b"
)


def is_marketing(purpose: str) -> bool:
    """Whether the purpose is marketing, or giving data to others for theirs."""
    return _MARKETING.search(purpose.casefold().replace("_", " ").replace("-", " ")) is not None


class Where(Enum):
    """How it is known to which country the data go."""

    STATED = "said with each disclosure"
    CONTRACT = "where its contract with the shop says"
    SAME = "where the person is"


@dataclass(frozen=True, slots=True)
class Recipient:
    """One kind of recipient. `exception` names the lawful exception that a disclosure to it is, where it is one."""

    key: str
    told: str
    kind: str
    where: Where
    purposes: frozenset[str]
    fields: frozenset[str]
    basis: str
    exception: str | None = None

    def __post_init__(self) -> None:
        """Refuse, at start, a recipient whose purpose is marketing or is none of ours.

        Raises:
            ValueError: The list itself is wrong.
        """
        wrong = sorted(one for one in self.purposes if is_marketing(one) or one not in PURPOSES)
        if wrong or (self.exception is not None and self.exception not in EXCEPTIONS):
            raise ValueError(f"{self.key} cannot be a recipient: {wrong or self.exception}")


_CONTACT = frozenset({"name", "email", "phone"})
_DESTINATION = frozenset({"ship_to_name", "ship_to_company", "ship_to_address", "ship_to_phone"})
_TRADER = frozenset({"trade_company", "trade_registration_number", "trade_contact_name", "trade_email", "trade_phone"})

CARRIER = Recipient(
    "carrier", "Carrier", "processor", Where.STATED, frozenset({DELIVERY}), _DESTINATION, "contract with the buyer"
)
CUSTOMS_AUTHORITY = Recipient(
    "customs authority",
    "Customs authority",
    "authority",
    Where.STATED,
    frozenset({CUSTOMS}),
    # The name is the buyer's, who is not always the one the goods go to.
    _DESTINATION | {"name"},
    "legal obligation: customs declaration",
    CUSTOMS_PAPERS,
)
TRADER = Recipient(
    "trader",
    "Trader, who is the controller of the consignees' data",
    "controller",
    Where.STATED,
    frozenset({REPORTING}),
    _DESTINATION,
    "contract: processing for the trader",
)
NOON = Recipient(
    "noon",
    "noon, the marketplace",
    "marketplace",
    Where.CONTRACT,
    frozenset({SALE}),
    # It knows its buyers; nothing about a person goes back to it.
    frozenset(),
    "contract with the marketplace",
)
SHOP = Recipient(
    "shop",
    "The shop itself, which asked noon",
    "controller",
    Where.CONTRACT,
    frozenset({SALE}),
    frozenset({"noon_customer_name", "noon_customer_city"}),
    "contract with the marketplace",
)
SHOPIFY = Recipient(
    "shopify",
    "Shopify, the shop's platform",
    "processor",
    Where.CONTRACT,
    frozenset({PLATFORM}),
    _CONTACT | _DESTINATION | _TRADER | {"shopify_customer_id", "tracking_numbers", "tracking_links"},
    "contract: processing for the shop",
)
STRIPE = Recipient(
    "stripe",
    "Stripe, the payment provider",
    "processor",
    Where.CONTRACT,
    frozenset({PAYMENT}),
    frozenset({"name", "email", "trade_company", "trade_email"}),
    "contract with the buyer",
)
MAIL_PROVIDER = Recipient(
    "mail provider",
    "Mail provider",
    "processor",
    Where.CONTRACT,
    frozenset({MESSAGE}),
    # Of a trader's own shipping mail: whom it greets, and where the parcel can be followed.
    frozenset({"name", "email", "trade_contact_name", "trade_email", "proof_recipient"})
    | {"ship_to_name", "tracking_numbers", "tracking_links"},
    "contract with the buyer",
)
PROVIDER = Recipient(
    "provider",
    "Artisan, workshop or event host",
    "provider",
    Where.STATED,
    frozenset({FULFILMENT}),
    _CONTACT | _DESTINATION,
    "contract with the buyer",
)
AUTHORITY = Recipient(
    "authority",
    "Court or authority",
    "authority",
    Where.STATED,
    frozenset({LEGAL_DEMAND}),
    _CONTACT | _DESTINATION | {"shopify_customer_id"},
    "legal obligation: the demand's own law",
    COURT_ORDER,
)
PERSON = Recipient(
    "person",
    "The person themselves",
    "person",
    Where.SAME,
    frozenset({ACCESS}),
    frozenset({"report"}),
    "legal obligation: the right of access",
    ACCESS_REQUEST,
)
RECIPIENTS: Mapping[str, Recipient] = {
    one.key: one
    for one in (
        *(CARRIER, CUSTOMS_AUTHORITY, TRADER, NOON, SHOP, SHOPIFY),
        *(STRIPE, MAIL_PROVIDER, PROVIDER, AUTHORITY, PERSON),
    )
}
