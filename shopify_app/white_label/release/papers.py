"""The papers of one order, drawn and searched by the system before the order may leave; nothing of them is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shopify_app.core.crypto import blind_index
from shopify_app.core.errors import InvalidInputError, NotFoundError, RemoteError
from shopify_app.core.runtime import Transaction
from shopify_app.disclosures.actions import open_for_work
from shopify_app.orders.actions import get_order, open_destination
from shopify_app.orders.models import Order
from shopify_app.white_label.brands.actions import NoBrandError, find_brand, open_version
from shopify_app.white_label.brands.watching import watchlist_for
from shopify_app.white_label.documents.slip import Paper
from shopify_app.white_label.documents.typesetting import MissingGlyphsError
from shopify_app.white_label.faces import Address, Shipment
from shopify_app.white_label.leaks.identities import Finding
from shopify_app.white_label.printing.causes import causes_of
from shopify_app.white_label.printing.client import GoodsClient
from shopify_app.white_label.printing.gifts import gift_of
from shopify_app.white_label.printing.kinds import KINDS
from shopify_app.white_label.printing.rules import Goods, gift_message_of, language_of
from shopify_app.white_label.printing.sets import Drawable, address_of, draw
from shopify_app.white_label.release.looking import Search
from shopify_app.white_label.release.rules import Papers

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

_MOST_FINDINGS = 8
_NOWHERE = Address("")


@dataclass(frozen=True, slots=True)
class Searched:
    """What the search told; None: they would be drawn from the same as before.

    `digest` is a fingerprint of the papers, `contents` of what they are drawn from, as far as they could be.
    """

    papers: Papers | None
    digest: str | None = None
    contents: str | None = None


def papers_pass(runtime: Runtime, shop_id: int, wanted: Search) -> Searched:
    """Draw all papers the order can have, by the wanted version of its trader's brand, and search them.

    Nobody sees them: the address is opened by the system, for its work «papers», and that is on the trail.

    Raises:
        RemoteError: Shopify did not tell now what the order holds; another try may help.
    """
    with runtime.snapshot() as tx:
        number = get_order(tx, shop_id, wanted.order_id).shopify_order_id
    try:
        goods = runtime.client(GoodsClient).goods_of(shop_id, number, by_parcel=True)
    except RemoteError as error:
        if error.temporary:
            raise
        return Searched(Papers(goods_trouble=str(error)))
    if not goods.lines:
        return Searched(Papers(goods_trouble="The order holds no goods any more."))
    blank = Papers(units=sum(line.quantity for line in goods.lines.values()), parcels=max(1, len(goods.lots)))
    try:
        with runtime.transaction() as tx:
            drawable = _gather(tx, get_order(tx, shop_id, wanted.order_id), wanted.version, goods)
            contents = _fingerprint(tx, shop_id, "contents", repr((_drawn_from(wanted, drawable), blank)))
        if contents == wanted.contents:
            return Searched(None)
        drawn = draw(drawable)
    except MissingGlyphsError as error:
        named = tuple(f"{one} (U+{ord(one):04X})" for one in error.characters[:_MOST_FINDINGS])
        return Searched(replace(blank, unprintable=named), contents=contents)
    except (InvalidInputError, NotFoundError, NoBrandError) as error:
        return Searched(replace(blank, paper_trouble=str(error)))
    with runtime.snapshot() as tx:
        digest = _fingerprint(tx, shop_id, "papers", drawn.content.hex())
    return Searched(replace(blank, findings=_told(drawn.findings, drawable)), digest, contents)


def _fingerprint(tx: Transaction, shop_id: int, of: str, text: str) -> str:
    """Keyed: it names a person, and must not be guessed from."""
    return blind_index(tx.keys(shop_id).index, f"white-label/{of}", text).hex()


def _drawn_from(wanted: Search, drawable: Drawable) -> list[object]:
    """All that decides what a search finds. A version of a brand never changes, so its number will do."""
    names = set(Drawable.__dataclass_fields__) - {"brand", "watchlist"}
    return [
        wanted.brand_id,
        wanted.version,
        wanted.watched,
        *((name, getattr(drawable, name)) for name in sorted(names)),
    ]


def _gather(tx: Transaction, order: Order, version: int, goods: Goods) -> Drawable:
    """All goods as one parcel: what any parcel of the order shows, this one shows too."""
    row = find_brand(tx, order)
    if row is None:
        raise NoBrandError("This trader has no brand profile any more.")
    whole, to = open_version(tx, row, version), _destination(tx, order)
    language = language_of(goods.locale, to.country)
    lines, placed_on = tuple(goods.lines.values()), order.placed_at.date()
    return Drawable(
        brand=whole.towards(to.country, language),
        shipments=[Shipment(order.name.removeprefix("#"), placed_on, to, lines, language)],
        gift=gift_message_of(goods, gift_of(tx, order.shop_id)),
        phone="",
        # The same tomorrow: what is searched must not differ by the day alone.
        packed_on=placed_on,
        on_their_way=goods.on_their_way,
        papers=tuple(KINDS),
        paper=Paper.A4,
        watchlist=watchlist_for(tx, row, whole),
    )


def _destination(tx: Transaction, order: Order) -> Address:
    """Where it goes. An order without an address is searched, too: all that is wrong with it is told at once."""
    if order.person_id is None or order.destination is None:
        return _NOWHERE
    person, _ = open_for_work(tx, order.shop_id, order.person_id, "papers")
    part = open_destination(person, order)
    return address_of(part) if part else _NOWHERE


def _told(findings: Sequence[Finding], drawable: Drawable) -> tuple[str, ...]:
    """Whose name stands where, without the name: first what of the order or the brand brings it in."""
    if not findings:
        return ()
    told = [f"{one.label} ({one.where})" for one in causes_of(drawable)]
    told += [f"{one.label} ({one.where})" for one in findings]
    return tuple(dict.fromkeys(told))[:_MOST_FINDINGS]
