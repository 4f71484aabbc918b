"""Demands of courts and authorities: recorded by one of the staff, answered or refused by another (promise AL-3.5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import msgspec
from sqlalchemy import select

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.crypto import Sealed
from shopify_app.core.errors import ConflictError, ForbiddenError, NotFoundError
from shopify_app.core.paging import Page, cut, page_of
from shopify_app.core.runtime import Transaction
from shopify_app.disclosures.actions import disclose
from shopify_app.disclosures.forms import Words, read_country, read_demand, read_demanded
from shopify_app.disclosures.models import OfficialDemand
from shopify_app.disclosures.recipients import AUTHORITY, COURT_ORDER, LEGAL_DEMAND


class UnknownDemandError(NotFoundError):
    """The shop has no such demand."""


class SamePersonError(ForbiddenError):
    """Who recorded a demand does not decide it."""


class DecidedError(ConflictError):
    """The demand was decided before."""


def record_demand(
    tx: Transaction,
    shop_id: int,
    form: Mapping[str, str],
    fields: list[str],
    *,
    subject: str,
    person_id: int,
    actor: str,
) -> OfficialDemand:
    """Write down what is asked for, before anything is given.

    Raises:
        BadDisclosureError: Says what is missing or wrong.
    """
    words, country, demanded = read_demand(form), read_country(form), read_demanded(fields)
    row = OfficialDemand(
        shop_id=shop_id,
        subject=subject,
        person_id=person_id,
        country=country,
        fields=demanded,
        is_secret=form.get("secret") == "yes",
        recorded_at=tx.now,
        recorded_by=actor,
    )
    tx.session.add(row)
    tx.session.flush()
    row.content = _seal(tx, row, words)
    audit.record(tx, shop_id, events.DEMAND_RECORDED, subject, actor=actor, demand=row.id, fields=row.fields)
    return row


def answer(
    tx: Transaction, shop_id: int, demand_id: int, values: Mapping[str, Any], *, decision: str, actor: str
) -> dict[str, Any]:
    """Give what the demand asks for and no more, by the approval of a second member of staff; returns what is given.

    `values` may hold more than is asked for: it is cut.

    Raises:
        SamePersonError: Who recorded it cannot approve it.
        DecidedError: It was decided before.
        NotFoundError: Nothing of what is asked for is held.
    """
    row = _open_one(tx, shop_id, demand_id, actor)
    given = disclose(
        tx,
        shop_id,
        recipient=AUTHORITY.key,
        purpose=LEGAL_DEMAND,
        exception=COURT_ORDER,
        person_id=row.person_id,
        subject=row.subject,
        fields={name: value for name, value in values.items() if name in row.fields},
        country=row.country,
        is_secret=row.is_secret,
        actor=actor,
    )
    if not given:
        raise NotFoundError("Nothing of what the demand asks for is held. Refuse it, and say so.")
    _decide(tx, row, decision, actor)
    audit.record(tx, shop_id, events.DEMAND_ANSWERED, row.subject, actor=actor, demand=row.id, fields=sorted(given))
    return given


def refuse(tx: Transaction, shop_id: int, demand_id: int, *, decision: str, actor: str) -> None:
    """Give nothing, and keep why.

    Raises:
        SamePersonError: Who recorded it cannot decide it.
        DecidedError: It was decided before.
    """
    row = _open_one(tx, shop_id, demand_id, actor)
    _decide(tx, row, decision, actor)
    audit.record(tx, shop_id, events.DEMAND_REFUSED, row.subject, actor=actor, demand=row.id)


def get_demand(tx: Transaction, shop_id: int, demand_id: int) -> OfficialDemand:
    """One of the shop's demands.

    Raises:
        UnknownDemandError: It has none of this number.
    """
    row = tx.session.get(OfficialDemand, demand_id, populate_existing=True)
    if row is None or row.shop_id != shop_id:
        raise UnknownDemandError("There is no such demand in this shop.")
    return row


def list_demands(tx: Transaction, shop_id: int, number: int) -> Page[OfficialDemand]:
    """The shop's demands, those that wait first."""
    chosen = select(OfficialDemand).where(OfficialDemand.shop_id == shop_id)
    chosen = chosen.order_by(OfficialDemand.decided_at.is_not(None), OfficialDemand.id.desc())
    return page_of(tx.session.scalars(cut(chosen, number)).all(), number)


def words_of(tx: Transaction, row: OfficialDemand) -> Words:
    """What the demand says."""
    plain = tx.keys(row.shop_id).sealing.open(cast("Sealed", row.content), _context(row))
    return msgspec.json.decode(plain, type=Words)


def _open_one(tx: Transaction, shop_id: int, demand_id: int, actor: str) -> OfficialDemand:
    get_demand(tx, shop_id, demand_id)
    row = tx.session.get_one(OfficialDemand, demand_id, with_for_update=True, populate_existing=True)
    if row.decided_at is not None:
        raise DecidedError("This demand was decided before.")
    if row.recorded_by == actor:
        raise SamePersonError("Somebody else must decide it: two people see to each demand.")
    return row


def _decide(tx: Transaction, row: OfficialDemand, decision: str, actor: str) -> None:
    row.content = _seal(tx, row, msgspec.structs.replace(words_of(tx, row), decision=decision))
    row.decided_at, row.decided_by = tx.now, actor
    tx.session.flush()


def _seal(tx: Transaction, row: OfficialDemand, words: Words) -> Sealed:
    return tx.keys(row.shop_id).sealing.seal(msgspec.json.encode(words), _context(row))


def _context(row: OfficialDemand) -> bytes:
    return f"official-demand/{row.shop_id}/{row.id}".encode()
