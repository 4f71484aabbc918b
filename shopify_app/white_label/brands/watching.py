"""What a trader's papers must not show, and the trader's own look for a person's eyes."""

from __future__ import annotations

from shopify_app.core.crypto import blind_index
from shopify_app.core.runtime import Transaction
from shopify_app.disclosures.actions import Looker, open_person
from shopify_app.shops.contacts import Contact, known_contact
from shopify_app.shops.models import Shop
from shopify_app.white_label.brands import actions
from shopify_app.white_label.brands.models import BrandProfile
from shopify_app.white_label.faces import Address, Brand
from shopify_app.white_label.leaks.collaboration import collaboration_words
from shopify_app.white_label.leaks.identities import Identity, Kind
from shopify_app.white_label.leaks.patterns import address_tokens
from shopify_app.white_label.leaks.watchlist import Watchlist, without

# So many letters at least make a word by which a street is known.
_TELLING = 4


def open_for(tx: Transaction, row: BrandProfile, staff: str) -> Brand:
    """The draft for a person's eyes: of a person's brand, the look is on the trail.

    Raises:
        ErasedPersonError: The trader was erased.
    """
    if row.person_id is not None:
        open_person(tx, row.shop_id, row.person_id, Looker(staff, "order"))
    return actions.open_draft(tx, row)


def watchlist_for(tx: Transaction, row: BrandProfile, own: Brand) -> Watchlist:
    """What this trader's papers must not show: the shop, other traders, and that anybody works together.

    Without what the trader's own names and contacts would set off; and of addresses, those the trader has too. What
    else stands in an address is no name of the trader's.
    """
    hidden = [*shop_identities(tx, row.shop_id), *_others(tx, row), *collaboration_words()]
    mine, addresses = own_identities(own), [one for one in identities_of(own) if one.kind is Kind.ADDRESS]
    named = without([one for one in hidden if one.kind is not Kind.ADDRESS], mine)
    placed = without([one for one in hidden if one.kind is Kind.ADDRESS], addresses)
    return Watchlist((*named.searched, *placed.searched), (*named.dropped, *placed.dropped))


def own_identities(brand: Brand) -> list[Identity]:
    """The names and contacts by which a trader may be known on their own papers."""
    named = {Identity(Kind.NAME, name) for name in (brand.name, brand.name_ar)}
    return [one for one in identities_of(brand) if one in named or one.kind not in {Kind.NAME, Kind.ADDRESS}]


def watched_digest(tx: Transaction, shop_id: int) -> str:
    """What all papers of the shop are searched for, without saying it: when it changes, what had passed may no more."""
    traders = [one for brand in actions.all_brands(tx, shop_id) for one in identities_of(brand)]
    hidden = sorted((one.kind, one.text) for one in (*shop_identities(tx, shop_id), *traders, *collaboration_words()))
    return blind_index(tx.keys(shop_id).index, "white-label/watched", repr(hidden)).hex()


def shop_identities(tx: Transaction, shop_id: int) -> list[Identity]:
    """What the shop is known by."""
    shop, contact = tx.session.get_one(Shop, shop_id), known_contact(tx, shop_id)
    domains = dict.fromkeys(one for one in (shop.domain, shop.web_domain) if one)
    hidden = [Identity(Kind.DOMAIN, one, "the shop's address in the web") for one in domains]
    hidden += [Identity(Kind.NAME, shop.name, "the shop's name")] if shop.name else []
    return hidden + (_reached_by(contact, shop.name or "") if contact else [])


def _reached_by(contact: Contact, name: str) -> list[Identity]:
    address = Address("", contact.street, contact.more, contact.zip, contact.city)
    mailboxes = dict.fromkeys(one for one in (contact.email, contact.other_email) if one)
    known = [Identity(Kind.EMAIL, one, "the shop's e-mail address") for one in mailboxes]
    known += [Identity(Kind.PHONE, contact.phone, "the shop's phone number")] if contact.phone else []
    if contact.company and contact.company != name:
        known.append(Identity(Kind.NAME, contact.company, "the shop's registered name"))
    if _is_telling(address):
        known.append(Identity(Kind.ADDRESS, _written(address), "the shop's address"))
    return known


def identities_of(brand: Brand, label: str = "") -> list[Identity]:
    """What a brand's trader is known by, wherever their parcels go."""
    senders = [(brand.sender, brand.returns), *((one.sender, one.returns) for one in brand.places)]
    addresses = [address for both in senders for address in both if address is not None]
    reached_by = Kind.EMAIL if "@" in brand.contact else Kind.PHONE
    given = [
        *((Kind.NAME, name) for name in (brand.name, brand.name_ar, *(one.name for one in addresses))),
        *((Kind.EMAIL, brand.email), (Kind.PHONE, brand.phone), (Kind.DOMAIN, brand.website)),
        *((Kind.ADDRESS, _written(one)) for one in addresses if _is_telling(one)),
    ]
    if not (brand.email or brand.phone or brand.website):
        given.append((reached_by, brand.contact))
    return list(dict.fromkeys(Identity(kind, text, label) for kind, text in given if text))


def _others(tx: Transaction, row: BrandProfile) -> list[Identity]:
    return [one for other in actions.other_brands(tx, row) for one in identities_of(other, "another trader")]


def _written(address: Address) -> str:
    return " ".join(part for part in (address.street, address.more, address.zip, address.city) if part)


def _is_telling(address: Address) -> bool:
    """Whether the address has a word of its own: two numbers alone stand in many."""
    return any(len(token) >= _TELLING and not token.isdigit() for token in address_tokens(_written(address)))
