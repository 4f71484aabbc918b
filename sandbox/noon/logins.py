"""Logins: the signed token, and the two cookies that it is exchanged for."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

import jwt

from sandbox.noon.answers import NoonError
from sandbox.noon.rows import Account, Session
from sandbox.noon.world import Noon

KEPT_JTIS = 20_000


def log_in(noon: Noon, token: str, project_code: str) -> dict[str, str]:
    """The cookies of a new session.

    Raises:
        NoonError: The token is not from a registered key, not of this time, or was used before.
    """
    with noon.store.lock:
        account = _signer_of(noon, token)
        _check_claims(noon, jwt.decode(token, options={"verify_signature": False}))
        # Not from the dice: a cookie of before a reset must not fit a session of after it.
        session_id, refresh = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
        noon.sessions[session_id] = {
            "refresh": refresh,
            "key_id": account["key_id"],
            "project_code": project_code or account["project_code"],
        }
        noon.changed()
        return dict(zip(noon.knobs.cookie_names, (session_id, refresh), strict=True))


def session_of(noon: Noon, cookies: Mapping[str, str]) -> Session:
    """The session that both cookies stand for.

    Raises:
        NoonError: They stand for none, or for one that has expired.
    """
    first, second = noon.knobs.cookie_names
    with noon.store.lock:
        session = noon.sessions.get(cookies.get(first, ""))
    if session is None or session["refresh"] != cookies.get(second):
        raise NoonError("UNAUTHENTICATED", "the session is missing or has expired")
    return session


def account_of(noon: Noon, session: Session) -> Account:
    """The account behind a session, if it may work in the session's project.

    Raises:
        NoonError: It has no role there.
    """
    account = noon.accounts[session["key_id"]]
    if not account["has_role"] or account["project_code"] != session["project_code"]:
        message = f"{account['channel_identifier']} has no access to project {session['project_code']}"
        raise NoonError("PERMISSION_DENIED", message)
    return account


def expire_sessions(noon: Noon, project_code: str = "") -> int:
    """End all sessions, or those of one project; how many there were."""
    with noon.store.lock:
        ended = [number for number, row in noon.sessions.items() if project_code in ("", row["project_code"])]
        for session_id in ended:
            del noon.sessions[session_id]
        noon.changed()
        return len(ended)


def _signer_of(noon: Noon, token: str) -> Account:
    try:
        claimed = jwt.decode(token, options={"verify_signature": False}).get("sub")
        account = noon.accounts.get(claimed) if isinstance(claimed, str) else None
        if account is None:
            raise NoonError("UNAUTHENTICATED", "the token's sub is not a registered key")
        # The time is ours to judge: PyJWT refuses every iat that is ahead, by however little.
        jwt.decode(token, account["public_key"], algorithms=["RS256"], options={"verify_iat": False})
    except jwt.PyJWTError as error:
        raise NoonError("UNAUTHENTICATED", f"the token is not valid: {error}") from error
    return account


def _check_claims(noon: Noon, claims: dict[str, Any]) -> None:
    knobs, issued, jti = noon.knobs, claims.get("iat"), claims.get("jti")
    if type(issued) is not int:
        raise NoonError("UNAUTHENTICATED", "the token's iat must be whole seconds")
    if knobs.iat_window_s and abs(noon.clock() - issued) > knobs.iat_window_s:
        raise NoonError("UNAUTHENTICATED", f"the token's iat is more than {knobs.iat_window_s} s off")
    if not isinstance(jti, str) or not jti:
        raise NoonError("UNAUTHENTICATED", "the token has no jti")
    if knobs.jti_once and jti in noon.seen_jtis:
        raise NoonError("UNAUTHENTICATED", "the token's jti was used before")
    noon.seen_jtis[jti] = issued
    if len(noon.seen_jtis) > KEPT_JTIS:
        del noon.seen_jtis[next(iter(noon.seen_jtis))]
