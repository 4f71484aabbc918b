"""The shop's legal identity and what staff typed of goods: kept, changed, and taken back."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import msgspec
from sqlalchemy import delete, select

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.crypto import Sealed
from shopify_app.core.errors import NotFoundError
from shopify_app.core.locks import lock_shop
from shopify_app.core.paging import Page, cut, page_of
from shopify_app.core.runtime import Transaction
from shopify_app.shops.models import Shop
from shopify_app.white_label.customs.forms import Exporter
from shopify_app.white_label.customs.models import CustomsGoods, CustomsIdentity
from shopify_app.white_label.customs.rules import Facts


class UnknownGoodsError(NotFoundError):
    """Nothing was typed of goods of this number."""


def find_exporter(tx: Transaction, shop_id: int) -> Exporter | None:
    """The shop as the law knows it, once staff have told."""
    row = tx.session.get(CustomsIdentity, shop_id, populate_existing=True)
    if row is None or row.content is None:
        return None
    plain = tx.keys(shop_id).sealing.open(row.content, _context(shop_id))
    return msgspec.json.decode(plain, type=Exporter)


def keep_exporter(tx: Transaction, shop_id: int, exporter: Exporter, *, actor: str) -> bool:
    """Put it in force for every paper from now on; False when that changes nothing."""
    lock_shop(tx, shop_id)
    if find_exporter(tx, shop_id) == exporter:
        return False
    row = tx.session.get(CustomsIdentity, shop_id) or CustomsIdentity(shop_id=shop_id)
    row.content = _seal(tx, shop_id, exporter)
    row.country, row.changed_at, row.actor = exporter.country, tx.now, actor
    tx.session.add(row)
    tx.session.flush()
    audit.record(tx, shop_id, events.CUSTOMS_IDENTITY_CHANGED, "customs papers", actor=actor, country=row.country)
    return True


def home_of(tx: Transaction, shop_id: int) -> str | None:
    """The country goods leave from: the exporter's, else the shop's as Shopify told it."""
    told = tx.session.scalar(select(CustomsIdentity.country).where(CustomsIdentity.shop_id == shop_id))
    return told or tx.session.get_one(Shop, shop_id).country


def correct_goods(tx: Transaction, shop_id: int, sku: str, facts: Facts, *, actor: str) -> bool:
    """What counts for goods of this SKU from now on; False when that changes nothing."""
    lock_shop(tx, shop_id)
    chosen = select(CustomsGoods).where(CustomsGoods.shop_id == shop_id, CustomsGoods.sku == sku)
    row = tx.session.scalars(chosen).one_or_none()
    if row is not None and _facts(row) == facts:
        return False
    row = row or CustomsGoods(shop_id=shop_id, sku=sku)
    row.hs_code, row.origin, row.description = facts.hs_code, facts.origin, facts.description
    row.grams = int(facts.grams) if facts.grams else None
    row.changed_at, row.actor = tx.now, actor
    tx.session.add(row)
    tx.session.flush()
    told = {"hs_code": row.hs_code, "origin": row.origin, "grams": row.grams}
    audit.record(tx, shop_id, events.CUSTOMS_GOODS_CHANGED, f"customs goods {row.id}", actor=actor, **told)
    return True


def forget_goods(tx: Transaction, shop_id: int, goods_id: int, *, actor: str) -> None:
    """Let Shopify's facts count again for these goods.

    Raises:
        UnknownGoodsError: The shop typed nothing of this number.
    """
    gone = delete(CustomsGoods).where(CustomsGoods.shop_id == shop_id, CustomsGoods.id == goods_id)
    if tx.session.execute(gone).rowcount == 0:  # type: ignore[attr-defined]
        raise UnknownGoodsError("There is no such entry in this shop.")
    audit.record(tx, shop_id, events.CUSTOMS_GOODS_REMOVED, f"customs goods {goods_id}", actor=actor)


def corrections_for(tx: Transaction, shop_id: int, skus: Iterable[str]) -> dict[str, Facts]:
    """What staff typed of these SKUs."""
    chosen = select(CustomsGoods).where(CustomsGoods.shop_id == shop_id, CustomsGoods.sku.in_(set(skus)))
    return {row.sku: _facts(row) for row in tx.session.scalars(chosen)}


def list_goods(tx: Transaction, shop_id: int, search: str, number: int) -> Page[CustomsGoods]:
    """What staff typed, by SKU; of those that begin as searched for."""
    chosen = select(CustomsGoods).where(CustomsGoods.shop_id == shop_id).order_by(CustomsGoods.sku)
    if search:
        chosen = chosen.where(CustomsGoods.sku.istartswith(search, autoescape=True))
    return page_of(tx.session.scalars(cut(chosen, number)).all(), number)


def _facts(row: CustomsGoods) -> Facts:
    return Facts(row.hs_code, row.origin, Decimal(row.grams) if row.grams else None, row.description)


def _seal(tx: Transaction, shop_id: int, exporter: Exporter) -> Sealed:
    return tx.keys(shop_id).sealing.seal(msgspec.json.encode(exporter), _context(shop_id))


def _context(shop_id: int) -> bytes:
    return f"customs/{shop_id}/exporter".encode()
