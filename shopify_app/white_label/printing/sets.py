"""An order's papers in its trader's name: gathered, drawn, put together, and searched for names that must not be there.

They are drawn when they are asked for, and kept nowhere but, for a day, in a run: they name the one they go to. What is
searched is what is handed out, byte for byte (promises MA-7.2, MA-7.3).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from shopify_app.core.errors import ConflictError
from shopify_app.core.runtime import Transaction
from shopify_app.disclosures.actions import Looker, open_person
from shopify_app.orders.actions import get_order, open_destination
from shopify_app.orders.models import Order
from shopify_app.people.actions import KeyedPerson
from shopify_app.white_label.brands import actions
from shopify_app.white_label.brands.models import BrandProfile
from shopify_app.white_label.brands.watching import watchlist_for
from shopify_app.white_label.documents.papers import Paper
from shopify_app.white_label.documents.sheet import Sheet
from shopify_app.white_label.faces import Address, Brand, Shipment
from shopify_app.white_label.leaks.identities import Finding, once
from shopify_app.white_label.leaks.portable import leaks_in_pdf
from shopify_app.white_label.leaks.watchlist import Watchlist
from shopify_app.white_label.parcels.searching import leaks_in_parcel
from shopify_app.white_label.printing.client import GoodsClient
from shopify_app.white_label.printing.gifts import gift_of
from shopify_app.white_label.printing.history import last_paper
from shopify_app.white_label.printing.kinds import KINDS, Contents
from shopify_app.white_label.printing.merging import count_pages, merge
from shopify_app.white_label.printing.rules import OnItsWay, Wish, gift_message_of, language_of, lots_of
from shopify_app.white_label.release.frozen import frozen_version

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime
    from shopify_app.orders.payload import AddressPart

# What each brand's papers must not show, for who draws many at a time.
Watchlists = dict[int, Watchlist]


class NobodyToSendToError(ConflictError):
    """Where the order goes is not known, or was erased."""


class NothingToSendError(ConflictError):
    """There are no goods to put papers to."""


@dataclass(frozen=True, slots=True)
class Drawable:
    """What papers are drawn from. It names a person: hold it as long as it takes to draw them."""

    brand: Brand = field(repr=False)
    shipments: Sequence[Shipment] = field(repr=False)
    gift: str = field(repr=False)
    phone: str = field(repr=False)
    packed_on: date
    on_their_way: Sequence[OnItsWay] = field(repr=False)
    papers: tuple[str, ...]
    paper: Paper
    watchlist: Watchlist = field(repr=False)


@dataclass(frozen=True, slots=True)
class Gathered(Drawable):
    """The same with whose they are: an order's papers that are handed out."""

    order_id: int
    brand_id: int
    version: int
    person: KeyedPerson = field(repr=False)
    to: AddressPart = field(repr=False)


@dataclass(frozen=True, slots=True)
class DrawnSet:
    """An order's papers as one PDF, and what in it must not be seen."""

    content: bytes = field(repr=False)
    pages: int
    findings: tuple[Finding, ...]


def gather(
    runtime: Runtime, shop_id: int, order_id: int, wish: Wish, staff: str, known: Watchlists | None = None
) -> Gathered:
    """What the papers are drawn from, read anew; that this staff member sees it is on the trail.

    Raises:
        NoBrandError: The trader has no approved brand.
        NobodyToSendToError: There is no address to print.
        NothingToSendError: Nothing is left to ship, or the order holds nothing any more.
        RemoteError: Shopify did not tell what the order holds.
    """
    with runtime.snapshot() as tx:
        order = get_order(tx, shop_id, order_id)
        _brand_in_force(tx, order)
        number = order.shopify_order_id
    goods = runtime.client(GoodsClient).goods_of(shop_id, number, by_parcel=wish.by_parcel)
    lots = lots_of(goods, by_parcel=wish.by_parcel)
    if not lots:
        raise _nothing_left(wish)
    with runtime.transaction() as tx:
        order = get_order(tx, shop_id, order_id)
        row, version, brand = _brand_in_force(tx, order)
        person, part = _destination(tx, order, staff)
        to = address_of(part)
        language = language_of(goods.locale, to.country)
        return Gathered(
            order_id=order_id,
            brand_id=row.id,
            version=version,
            brand=brand.towards(to.country, language),
            person=person,
            to=part,
            shipments=[
                Shipment(order.name.removeprefix("#"), order.placed_at.date(), to, lot, language) for lot in lots
            ],
            gift=gift_message_of(goods, gift_of(tx, shop_id)),
            phone=part.phone or "",
            packed_on=tx.now.date(),
            on_their_way=goods.on_their_way,
            papers=wish.papers,
            paper=Paper[wish.paper or last_paper(tx, shop_id, row.id) or Paper.A4.name],
            watchlist=_watchlist(tx, row, brand, known),
        )


def draw(gathered: Drawable) -> DrawnSet:
    """The papers as one PDF: of each parcel all of them, in order. Searched once they are together.

    Raises:
        NothingToSendError: None of the chosen papers is for this order.
    """
    sheets = sheets_of(gathered)
    if not sheets:
        raise NothingToSendError("None of these papers is for this order: it has no gift message.")
    return searched(gathered, merge([sheet.pdf() for sheet in sheets]))


def sheets_of(gathered: Drawable) -> list[Sheet]:
    """What stands on the papers, in the order they come out of the printer."""
    made = (KINDS[name].sheet(about) for about in _contents(gathered) for name in gathered.papers)
    return [sheet for sheet in made if sheet is not None]


def _contents(gathered: Drawable) -> Iterator[Contents]:
    for number, shipment in enumerate(gathered.shipments, start=1):
        yield Contents(
            brand=gathered.brand,
            shipment=shipment,
            gift=gathered.gift,
            phone=gathered.phone,
            packed_on=gathered.packed_on,
            paper=gathered.paper,
            number=number,
            of=len(gathered.shipments),
        )


def searched(gathered: Drawable, content: bytes) -> DrawnSet:
    """The finished file, and what in it, or beside it, must not be seen."""
    findings = [*leaks_in_pdf(content, gathered.watchlist), *leaks_on_the_way(gathered)]
    return DrawnSet(content, count_pages(content), once(findings))


def leaks_on_the_way(gathered: Drawable) -> Iterator[Finding]:
    """What parcels of the order that left already tell by their carrier and their tracking."""
    for number, parcel in enumerate(gathered.on_their_way, start=1):
        for one in leaks_in_parcel(parcel.carrier, parcel.tracking, gathered.watchlist):
            yield replace(one, where=f"parcel {number}: {one.where}")


def _nothing_left(wish: Wish) -> NothingToSendError:
    if wish.by_parcel:
        return NothingToSendError(
            "Nothing of this order is left to ship. To print its papers again, choose the whole order."
        )
    return NothingToSendError("This order holds no goods any more, so there is nothing to print.")


def _brand_in_force(tx: Transaction, order: Order) -> tuple[BrandProfile, int, Brand]:
    """The brand by the version the order was found ready with, else by the newest."""
    row = actions.find_brand(tx, order)
    if row is None:
        raise actions.NoBrandError("This trader has no brand profile yet. Make one on the order's page.")
    version = frozen_version(tx, order.shop_id, order.id) or row.version
    return row, version, actions.open_version(tx, row, version)


def _watchlist(tx: Transaction, row: BrandProfile, brand: Brand, known: Watchlists | None) -> Watchlist:
    if known is None:
        return watchlist_for(tx, row, brand)
    if row.id not in known:
        known[row.id] = watchlist_for(tx, row, brand)
    return known[row.id]


def _destination(tx: Transaction, order: Order, staff: str) -> tuple[KeyedPerson, AddressPart]:
    """Where it goes. To print it is to look at it: the look is on the trail."""
    if order.person_id is None:
        raise NobodyToSendToError("This order names nobody, so there is no address to print.")
    person, _ = open_person(tx, order.shop_id, order.person_id, Looker(staff, "order"))
    part = open_destination(person, order)
    if part is None:
        raise NobodyToSendToError("This order has no delivery address. It may be a pick-up, or it was erased.")
    return person, part


def address_of(part: AddressPart) -> Address:
    """A delivery address as it stands on a paper."""
    name = " · ".join(text for text in (part.name, part.company) if text)
    city = " ".join(text for text in (part.city, part.province_code) if text)
    return Address(
        name, part.address1 or "", part.address2 or "", part.zip or "", city, (part.country_code or "").upper()
    )
