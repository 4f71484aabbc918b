"""The register read: searched and filtered for staff, as a file for who audits, and for the person it is about."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from shopify_app.core.errors import InvalidInputError
from shopify_app.core.paging import Page, cut, page_of
from shopify_app.core.runtime import Transaction
from shopify_app.disclosures.models import Disclosure, NamedRecipient
from shopify_app.disclosures.named import all_named
from shopify_app.disclosures.recipients import EXCEPTIONS, PURPOSES, RECIPIENTS

MOST_EXPORTED = 50_000
_COLUMNS = ("number", "at", "recipient", "named", "country", "purpose", "basis", "exception", "subject", "person")


class TooLongExportError(InvalidInputError):
    """The file would be too long to be made at once."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What of the register is wanted. Unknown words fall back to all, so that an old link still works."""

    recipient: str = ""
    purpose: str = ""
    subjects: frozenset[str] | None = None
    since: datetime | None = None
    until: datetime | None = None
    only_exceptions: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a recipient was given something, and when last."""

    times: int
    last_at: datetime


def list_disclosures(tx: Transaction, shop_id: int, wish: Wish) -> Page[Disclosure]:
    """The register as wished, the newest first."""
    chosen = _filter(shop_id, wish).order_by(Disclosure.id.desc())
    return page_of(tx.session.scalars(cut(chosen, wish.page)).all(), wish.page)


def tallies(tx: Transaction, shop_id: int) -> dict[str, Tally]:
    """Each recipient's count, by its key; who was given nothing is missing."""
    chosen = select(Disclosure.recipient, func.count(), func.max(Disclosure.at)).where(Disclosure.shop_id == shop_id)
    return {key: Tally(times, at) for key, times, at in tx.session.execute(chosen.group_by(Disclosure.recipient))}


def as_csv(tx: Transaction, shop_id: int, wish: Wish) -> str:
    """The register as wished, oldest first, for a spreadsheet. It holds no personal data.

    Raises:
        TooLongExportError: There is more than fits into one file.
    """
    rows = tx.session.scalars(_filter(shop_id, wish).order_by(Disclosure.id).limit(MOST_EXPORTED + 1)).all()
    if len(rows) > MOST_EXPORTED:
        raise TooLongExportError(f"That is more than {MOST_EXPORTED:,} entries. Choose a shorter period.")
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow((*_COLUMNS, "fields", "actor"))
    writer.writerows([_cell(value) for value in _line(row)] for row in rows)
    return out.getvalue()


def listed(tx: Transaction, shop_id: int, person_id: int) -> list[dict[str, Any]]:
    """Who received what about the person, and when: for the person's own report, by name as far as it is known.

    What a law forbids to tell the person is left out.
    """
    chosen = select(Disclosure).where(Disclosure.shop_id == shop_id, Disclosure.person_id == person_id)
    chosen = chosen.where(Disclosure.is_secret.is_(False))
    rows, companies = tx.session.scalars(chosen.order_by(Disclosure.id)).all(), all_named(tx, shop_id)
    return [_told(row, companies) for row in rows]


def _filter(shop_id: int, wish: Wish) -> Select[Any]:
    chosen = select(Disclosure).where(Disclosure.shop_id == shop_id)
    if wish.recipient in RECIPIENTS:
        chosen = chosen.where(Disclosure.recipient == wish.recipient)
    if wish.purpose in PURPOSES:
        chosen = chosen.where(Disclosure.purpose == wish.purpose)
    if wish.subjects is not None:
        chosen = chosen.where(Disclosure.subject.in_(wish.subjects))
    if wish.since is not None:
        chosen = chosen.where(Disclosure.at >= wish.since)
    if wish.until is not None:
        chosen = chosen.where(Disclosure.at <= wish.until)
    return chosen.where(Disclosure.exception.is_not(None)) if wish.only_exceptions else chosen


def _told(row: Disclosure, companies: Iterable[NamedRecipient]) -> dict[str, Any]:
    told = {
        "at": row.at.isoformat(),
        "recipient": RECIPIENTS[row.recipient].told,
        "named": row.named or _possible(row, companies),
        "country": row.country,
        "why": PURPOSES[row.purpose],
        "legal_basis": row.basis,
        "fields": row.fields,
        "about": row.subject,
    }
    return told | ({"exception": EXCEPTIONS[row.exception]} if row.exception else {})


def _possible(row: Disclosure, companies: Iterable[NamedRecipient]) -> list[str]:
    """Where a disclosure names no company: those of its kind that the shop worked with then."""
    return [
        one.name
        for one in companies
        if one.kind == row.recipient and one.added_at <= row.at and (one.ended_at is None or one.ended_at > row.at)
    ]


def _line(row: Disclosure) -> tuple[object, ...]:
    known = (row.id, row.at.isoformat(), row.recipient, row.named, row.country, row.purpose, row.basis, row.exception)
    return (*known, row.subject, row.person_id, " ".join(row.fields), row.actor)


def _cell(value: object) -> str:
    """As text that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
