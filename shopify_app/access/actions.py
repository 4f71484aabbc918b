"""The second factor: setting it up, checking it, and the short time it unlocks."""

from __future__ import annotations

import secrets
from datetime import timedelta

import pyotp
from sqlalchemy import delete, select, update

from shopify_app.access.models import RecoveryCode, StaffMember
from shopify_app.access.rules import matching_step
from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.crypto import blind_index
from shopify_app.core.errors import ConflictError, ForbiddenError, NotFoundError
from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import insert_ignoring, insert_many

_UNLOCK = timedelta(minutes=10)
_BLOCK = timedelta(minutes=5)
_MOST_FAILURES = 5
_RECOVERY_CODES = 10
_ISSUER = "tajir"


class WrongCodeError(ForbiddenError):
    """The code is wrong, was used before, or there were too many wrong ones."""


class AlreadyEnrolledError(ConflictError):
    """The staff member has a second factor already."""


class NotEnrolledError(NotFoundError):
    """The staff member has no second factor yet."""


def find_staff(tx: Transaction, shop_id: int, staff: str) -> StaffMember | None:
    """The staff member, if known."""
    chosen = select(StaffMember).where(StaffMember.shop_id == shop_id, StaffMember.shopify_staff_id == staff)
    return tx.session.scalars(chosen).one_or_none()


def begin_enrolment(tx: Transaction, shop_id: int, staff: str, shop: str) -> str:
    """A new secret, as the address that an authenticator app reads from a QR code. It counts once a code confirms it.

    Raises:
        AlreadyEnrolledError: Replacing a second factor needs the old one.
    """
    row = {"shop_id": shop_id, "shopify_staff_id": staff, "used_step": 0, "failures": 0}
    insert_ignoring(tx.session, StaffMember, [row], ("shop_id", "shopify_staff_id"))
    member = _get(tx, shop_id, staff)
    if member.enrolled_at is not None:
        raise AlreadyEnrolledError("You have set up your second factor already.")
    secret = pyotp.random_base32()
    member.totp_secret = tx.keys(shop_id).sealing.seal(secret.encode(), _context(member))
    return pyotp.TOTP(secret).provisioning_uri(name=f"{shop} staff {staff[-4:]}", issuer_name=_ISSUER)


def confirm_enrolment(tx: Transaction, shop_id: int, staff: str, code: str, session: str) -> list[str]:
    """Finish with a first code; returns the recovery codes, shown this once.

    Raises:
        WrongCodeError: The code does not belong to the secret shown.
    """
    member = _get(tx, shop_id, staff)
    if member.enrolled_at is not None:
        raise AlreadyEnrolledError("You have set up your second factor already.")
    if not _takes(tx, member, code):
        raise WrongCodeError("This code does not fit. Type the newest one your app shows.")
    member.enrolled_at = tx.now
    _unlock(tx, member, session)
    audit.record(tx, shop_id, events.STAFF_ENROLLED, f"staff {staff}", actor=f"staff {staff}")
    return _new_recovery_codes(tx, member)


def unlock(tx: Transaction, shop_id: int, staff: str, code: str, session: str) -> bool:
    """Check a code of the app or a recovery code, and unlock this session for some minutes; False when it is wrong.

    A failure is counted in the same transaction, so the caller must commit before telling.

    Raises:
        WrongCodeError: Too many wrong codes: wait.
        NotEnrolledError: There is no second factor to check.
    """
    member = tx.session.get_one(StaffMember, _get(tx, shop_id, staff).id, with_for_update=True)
    if member.enrolled_at is None:
        raise NotEnrolledError("Set up your second factor first.")
    if member.blocked_until is not None and member.blocked_until > tx.now:
        raise WrongCodeError("Too many wrong codes. Wait five minutes, then try again.")
    if _takes(tx, member, code) or _takes_recovery(tx, member, code):
        _unlock(tx, member, session)
        return True
    member.failures += 1
    if member.failures >= _MOST_FAILURES:
        member.failures, member.blocked_until = 0, tx.now + _BLOCK
        audit.record(tx, shop_id, events.STAFF_BLOCKED, f"staff {staff}")
    return False


def is_unlocked(tx: Transaction, shop_id: int, staff: str, session: str) -> bool:
    """Whether this session of the staff member passed the second factor within the last minutes."""
    member = find_staff(tx, shop_id, staff)
    if member is None or member.unlocked_until is None:
        return False
    return member.unlocked_session == session and member.unlocked_until > tx.now


def lock(tx: Transaction, shop_id: int, staff: str) -> None:
    """End the unlocked time now."""
    member = find_staff(tx, shop_id, staff)
    if member is not None:
        member.unlocked_session = member.unlocked_until = None


def _takes(tx: Transaction, member: StaffMember, code: str) -> bool:
    if member.totp_secret is None:
        return False
    secret = tx.keys(member.shop_id).sealing.open(member.totp_secret, _context(member)).decode()
    step = matching_step(secret, code, tx.now, member.used_step)
    if step is None:
        return False
    member.used_step = step
    return True


def _takes_recovery(tx: Transaction, member: StaffMember, code: str) -> bool:
    """Use a recovery code up. The update itself is the check: two attempts at once cannot both succeed."""
    chosen = update(RecoveryCode).where(
        RecoveryCode.staff_id == member.id,
        RecoveryCode.fingerprint == _fingerprint(tx, member.shop_id, code),
        RecoveryCode.used_at.is_(None),
    )
    done = tx.session.execute(chosen.values(used_at=tx.now), execution_options={"synchronize_session": False})
    return bool(done.rowcount)  # type: ignore[attr-defined]


def _unlock(tx: Transaction, member: StaffMember, session: str) -> None:
    member.failures, member.blocked_until = 0, None
    member.unlocked_session, member.unlocked_until = session, tx.now + _UNLOCK


def _new_recovery_codes(tx: Transaction, member: StaffMember) -> list[str]:
    tx.session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == member.id))
    codes = [f"{secrets.token_hex(3)}-{secrets.token_hex(3)}" for _ in range(_RECOVERY_CODES)]
    rows = [
        {"shop_id": member.shop_id, "staff_id": member.id, "fingerprint": _fingerprint(tx, member.shop_id, code)}
        for code in codes
    ]
    insert_many(tx.session, RecoveryCode, rows)
    return codes


def _fingerprint(tx: Transaction, shop_id: int, code: str) -> bytes:
    return blind_index(tx.keys(shop_id).index, "recovery", code.strip().lower())


def _get(tx: Transaction, shop_id: int, staff: str) -> StaffMember:
    member = find_staff(tx, shop_id, staff)
    if member is None:
        raise NotEnrolledError("Set up your second factor first.")
    return member


def _context(member: StaffMember) -> bytes:
    return f"staff/{member.shop_id}/{member.shopify_staff_id}/totp".encode()
