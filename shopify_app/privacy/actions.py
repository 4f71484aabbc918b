"""Answering privacy requests over our own tables: gathering what is held, destroying keys, writing receipts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

import msgspec
from sqlalchemy import Select, delete, select

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.errors import ConflictError, NotFoundError
from shopify_app.core.runtime import Transaction
from shopify_app.disclosures.actions import Looker, disclose, note_look
from shopify_app.disclosures.recipients import ACCESS, ACCESS_REQUEST, PERSON
from shopify_app.noon.customers import actions as noon_customers
from shopify_app.orders import actions as orders
from shopify_app.people import actions as people
from shopify_app.people.actions import KeyedPerson
from shopify_app.people.rules import Identity
from shopify_app.privacy.data_map import data_map
from shopify_app.privacy.gathering import held, own_names, persons_meant
from shopify_app.privacy.letters import empty_letters
from shopify_app.privacy.models import PrivacyReport, PrivacyRequest
from shopify_app.privacy.rules import DATA_REQUEST, KEPT_ORDERS, REDACT, SHOP_REDACT, due_at
from shopify_app.shops import actions as shops
from shopify_app.white_label.brands import actions as brands
from shopify_app.white_label.parcels import sealing as parcels
from shopify_app.white_label.printing import runs as printing
from shopify_app.white_label.proofs import forgetting as proofs
from shopify_app.white_label.release import forgetting as release
from shopify_app.wholesale.accounts import forgetting, uploads

if TYPE_CHECKING:
    from shopify_app.core.crypto import Sealed

ERASE_SHOP_JOB, ERASE_SHOP_QUEUE = "jobs.privacy.erase_shop", "urgent"


class UnknownRequestError(NotFoundError):
    """The shop has no such privacy request."""


class NoReportError(ConflictError):
    """The request has no report that could be read."""


def open_request(
    tx: Transaction, shop_id: int, kind: str, delivery_id: str, received_at: datetime, *, actor: str | None = None
) -> PrivacyRequest:
    """Register a request; the same delivery is one request. `actor` is who passed it on, where a person did."""
    request = PrivacyRequest(
        shop_id=shop_id,
        kind=kind,
        delivery_id=delivery_id,
        received_at=received_at,
        due_at=due_at(received_at),
        receipt={},
    )
    tx.session.add(request)
    tx.session.flush()
    known = {"actor": actor} if actor else {}
    audit.record(tx, shop_id, events.REQUEST_RECEIVED, f"request {request.id}", **known, kind=kind)
    return request


def answer_data_request(
    tx: Transaction, request: PrivacyRequest, identity: Identity, shopify_order_ids: Sequence[int]
) -> None:
    """Gather all we hold into a report, each person's part sealed under their own key, for the store owner to fetch."""
    person_ids = persons_meant(tx, request.shop_id, identity, shopify_order_ids)
    living = people.load(tx, request.shop_id, person_ids)
    names = own_names(tx, request.shop_id, identity, person_ids)
    lines = uploads.held_about(tx, request.shop_id, names)
    received = proofs.held_about(tx, request.shop_id, [], names)
    # Behind a trader who was only uploaded, or a company's proof, we know nobody: a person is made, so that the report
    # has a key to lie under.
    owner = _owner(tx, request.shop_id, identity, living) if lines or received else None
    living |= {owner.id: owner} if owner else {}
    if not living:
        finish(tx, request, {"result": "nothing held"})
        return
    for person in living.values():
        theirs = (lines, received) if owner and person.id == owner.id else ([], [])
        told = held(tx, person) | dict(zip(("uploaded_lines", "proofs_received"), theirs, strict=True))
        content = person.seal(_report_place(request.id), msgspec.json.encode(told))
        row = {"shop_id": request.shop_id, "request_id": request.id, "person_id": person.id, "content": content}
        tx.session.add(PrivacyReport(**row))
    finish(tx, request, {"result": "report ready", "people": len(living)})


def take_report(tx: Transaction, request: PrivacyRequest, staff: str) -> bytes:
    """The report of a data request, for the store owner, as JSON. Who took it is on the trail.

    Raises:
        NoReportError: There is none, or the person was erased since.
    """
    rows = list(tx.session.scalars(_reports_of(request)))
    living = people.load(tx, request.shop_id, [row.person_id for row in rows])
    told = {row.person_id: _opened(living[row.person_id], row) for row in rows if row.person_id in living}
    if not told:
        raise NoReportError("This request has no report to take: nothing was held, or it was erased since.")
    for person_id, content in told.items():
        note_look(tx, request.shop_id, person_id, Looker(staff, "privacy"))
        _note_answer(tx, request, person_id, content, staff)
    audit.record(tx, request.shop_id, events.REQUEST_REPORT_TAKEN, f"request {request.id}", actor=f"staff {staff}")
    request.report_taken_at = tx.now
    why = [mapped.as_row() for mapped in data_map()]
    return msgspec.json.encode({"what_is_held": list(told.values()), "why_and_until_when": why})


def has_report(tx: Transaction, request: PrivacyRequest) -> bool:
    """Whether there is something to take."""
    return tx.session.scalars(_reports_of(request).limit(1)).one_or_none() is not None


def redact_customer(
    tx: Transaction, request: PrivacyRequest, identity: Identity, shopify_order_ids: Sequence[int]
) -> None:
    """Destroy the person's key and all that names them; a person we never met is finished as «nothing held»."""
    person_ids = persons_meant(tx, request.shop_id, identity, shopify_order_ids)
    letters = empty_letters(tx, request.shop_id, identity, shopify_order_ids)
    names = people.fingerprints_of(tx, request.shop_id, identity, person_ids)
    lines = uploads.empty_person(tx, request.shop_id, names)
    proofs_emptied = proofs.empty_person(tx, request.shop_id, person_ids, names)
    tx.enqueue("jobs.upkeep.shorten_log", "urgent")
    if not (person_ids or letters or lines or proofs_emptied):
        finish(tx, request, {"result": "nothing held"})
        return
    release.empty_person(tx, request.shop_id, person_ids)
    emptied = {"delivery_addresses": orders.empty_person(tx, request.shop_id, person_ids)}
    if accounts_emptied := forgetting.empty_person(tx, request.shop_id, person_ids):
        emptied["trade_accounts"] = accounts_emptied
    if brands_emptied := brands.empty_person(tx, request.shop_id, person_ids):
        emptied["brands"] = brands_emptied
    if papers_emptied := printing.empty_person(tx, request.shop_id, person_ids):
        emptied["printed_papers"] = papers_emptied
    if parcels_emptied := parcels.empty_person(tx, request.shop_id, person_ids):
        emptied["parcels"] = parcels_emptied
    if noon_emptied := noon_customers.empty_person(tx, request.shop_id, person_ids):
        emptied["noon_customers"] = noon_emptied
    reports = delete(PrivacyReport).where(PrivacyReport.shop_id == request.shop_id)
    tx.session.execute(reports.where(PrivacyReport.person_id.in_(person_ids)))
    destroyed = {**people.erase(tx, request.shop_id, person_ids)}
    if letters:
        destroyed["failed_deliveries"] = letters
    if lines:
        destroyed["import_lines"] = lines
    if proofs_emptied:
        destroyed["brand_proofs"] = proofs_emptied
    for person_id in person_ids:
        audit.record(tx, request.shop_id, events.PERSON_ERASED, f"person {person_id}", request=request.id)
    receipt = {"result": "erased", "people": len(person_ids), "destroyed": {**destroyed, **emptied}}
    finish(tx, request, receipt | {"kept": KEPT_ORDERS})


def redact_shop(tx: Transaction, request: PrivacyRequest) -> None:
    """Erase a shop that left 48 hours ago. One that came back meanwhile is not touched: its data are in use again."""
    if shops.living_installation(tx, request.shop_id) is not None:
        finish(tx, request, {"result": "kept", "kept": "The app is installed again, so the shop's data are in use."})
        return
    shops.begin_erasure(tx, request.shop_id)
    destroyed = tx.keyring.destroy_shop(tx.session, request.shop_id, tx.now)
    audit.record(tx, request.shop_id, events.SHOP_ERASED, f"request {request.id}", keys=destroyed)
    request.receipt = {"result": "keys destroyed", "destroyed": {"keys": destroyed}}
    tx.nudge(ERASE_SHOP_JOB, ERASE_SHOP_QUEUE, request.shop_id)


def finish_shop_redaction(tx: Transaction, request_id: int, deleted: Mapping[str, int]) -> None:
    """The rows are gone as well."""
    request = tx.session.get_one(PrivacyRequest, request_id)
    if request.finished_at is None:
        finish(tx, request, request.receipt | {"result": "erased", "deleted_rows": dict(deleted)})
        shops.end_erasure(tx, request.shop_id)


def get_request(tx: Transaction, shop_id: int, request_id: int) -> PrivacyRequest:
    """One of the shop's requests.

    Raises:
        UnknownRequestError: It has none of this number.
    """
    request = tx.session.get(PrivacyRequest, request_id)
    if request is None or request.shop_id != shop_id:
        raise UnknownRequestError("There is no such request in this shop.")
    return request


def unfinished_shop_redactions(tx: Transaction, shop_id: int | None = None) -> list[PrivacyRequest]:
    """Erasures of shops whose rows are not all gone: of one shop, or all that the sweeper continues."""
    chosen = select(PrivacyRequest).where(PrivacyRequest.kind == SHOP_REDACT, PrivacyRequest.finished_at.is_(None))
    if shop_id is not None:
        chosen = chosen.where(PrivacyRequest.shop_id == shop_id)
    return list(tx.session.scalars(chosen))


def finish(tx: Transaction, request: PrivacyRequest, receipt: Mapping[str, Any]) -> None:
    """Close the request. The receipt's hash goes on the trail, so that the receipt cannot be changed unseen."""
    request.finished_at = tx.now
    request.receipt = {**receipt, "finished_at": tx.now.isoformat()}
    digest = hashlib.sha256(msgspec.json.encode(request.receipt, order="deterministic")).hexdigest()
    tx.session.flush()
    subject, result = f"request {request.id}", str(receipt["result"])
    audit.record(tx, request.shop_id, events.REQUEST_FINISHED, subject, result=result, receipt_sha256=digest)


def _owner(tx: Transaction, shop_id: int, identity: Identity, living: Mapping[int, KeyedPerson]) -> KeyedPerson | None:
    """Under whose key the uploaded lines are told: of a request that names nobody, the first whom its orders name."""
    (person,) = people.find_or_make(tx, shop_id, [identity])
    return person or next(iter(living.values()), None)


def _note_answer(tx: Transaction, request: PrivacyRequest, person_id: int, content: object, staff: str) -> None:
    """The report goes to the person: a lawful exception, because it names who works together."""
    disclose(
        tx,
        request.shop_id,
        recipient=PERSON.key,
        purpose=ACCESS,
        exception=ACCESS_REQUEST,
        person_id=person_id,
        subject=f"request {request.id}",
        fields={"report": content},
        actor=f"staff {staff}",
    )


def _reports_of(request: PrivacyRequest) -> Select[PrivacyReport]:
    chosen = select(PrivacyReport).where(PrivacyReport.shop_id == request.shop_id)
    return chosen.where(PrivacyReport.request_id == request.id).order_by(PrivacyReport.id)


def _opened(person: KeyedPerson, row: PrivacyReport) -> Any:
    return msgspec.json.decode(person.open(_report_place(row.request_id), cast("Sealed", row.content)))


def _report_place(request_id: int) -> str:
    return f"request/{request_id}/report"


KINDS = frozenset({DATA_REQUEST, REDACT, SHOP_REDACT})
