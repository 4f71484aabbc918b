"""The companies behind the kinds of recipients: who may be given personal data by name, and how each is bound.

A person who asks must be told the actual companies, not only their kinds (CJEU C-154/21); and each must be bound to
secrecy and to the purpose (promise AL-3.2).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import or_, select

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.errors import ConflictError, NotFoundError, RememberedError
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Transaction
from shopify_app.disclosures.forms import Company, read_company
from shopify_app.disclosures.models import NamedRecipient
from shopify_app.disclosures.recipients import is_marketing


class UnknownNamedRecipientError(NotFoundError):
    """The shop has no such company on its list."""


class MarketingRecipientError(RememberedError):
    """A company that would have personal data for marketing is not put on the list (promises AL-3.1 and MA-6.1)."""

    def __init__(self, shop_id: int, actor: str) -> None:
        super().__init__("Personal data are never given away for marketing: this company cannot be put on the list.")
        self._shop_id, self._actor = shop_id, actor

    def remember(self, tx: Transaction) -> None:
        """Put the attempt on the trail."""
        audit.record(tx, self._shop_id, events.RECIPIENT_REFUSED, "recipients", actor=self._actor, why="marketing")


def add_recipient(tx: Transaction, shop_id: int, form: Mapping[str, str], *, actor: str) -> NamedRecipient:
    """Put a company on the list.

    Raises:
        MarketingRecipientError: It would have the data for marketing. The attempt is recorded.
        InvalidInputError: Says which field is wrong.
        ConflictError: It stands there already.
    """
    if any(is_marketing(form.get(name, "")) for name in ("purpose", "obligation")):
        raise MarketingRecipientError(shop_id, actor)
    company = read_company(form)
    lock_shop(tx, shop_id)
    if any(_is(one, company) for one in standing(tx, shop_id, tx.now)):
        raise ConflictError("This company is on the list already. End its entry first to change it.")
    row = NamedRecipient(shop_id=shop_id, **asdict(company), added_at=tx.now, added_by=actor)
    tx.session.add(row)
    tx.session.flush()
    audit.record(tx, shop_id, events.RECIPIENT_ADDED, f"recipient {row.id}", actor=actor, kind=company.kind)
    return row


def end_recipient(tx: Transaction, shop_id: int, recipient_id: int, *, actor: str) -> None:
    """From now on the company is given nothing; that it was is kept. Ending it twice changes nothing.

    Raises:
        UnknownNamedRecipientError: The shop has none of this number.
    """
    row = tx.session.get(NamedRecipient, recipient_id)
    if row is None or row.shop_id != shop_id:
        raise UnknownNamedRecipientError("There is no such company on the shop's list.")
    if row.ended_at is None:
        row.ended_at, row.ended_by = tx.now, actor
        audit.record(tx, shop_id, events.RECIPIENT_ENDED, f"recipient {recipient_id}", actor=actor)


def standing(tx: Transaction, shop_id: int, at: datetime) -> list[NamedRecipient]:
    """Who was on the list at that moment."""
    chosen = select(NamedRecipient).where(NamedRecipient.shop_id == shop_id, NamedRecipient.added_at <= at)
    chosen = chosen.where(or_(NamedRecipient.ended_at.is_(None), NamedRecipient.ended_at > at))
    return list(tx.session.scalars(chosen.order_by(NamedRecipient.kind, NamedRecipient.name)))


def all_named(tx: Transaction, shop_id: int) -> list[NamedRecipient]:
    """Everybody who is or was on the list, those who are first."""
    chosen = select(NamedRecipient).where(NamedRecipient.shop_id == shop_id)
    return list(tx.session.scalars(chosen.order_by(NamedRecipient.ended_at.is_not(None), NamedRecipient.id.desc())))


def _is(row: NamedRecipient, company: Company) -> bool:
    return (row.kind, row.name.casefold()) == (company.kind, company.name.casefold())
