"""One call of noon's partner API: session, pace, back-off, errors. The rooms' clients say what is called.

Our own, because noon's SDK loses a whole page on one unknown enum value, and neither paces nor backs off.
"""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any, Self, TypeVar

import jwt
import structlog

from shopify_app.core.errors import RemoteError
from shopify_app.core.remote import Answer, Remote
from shopify_app.noon.calling.answers import read_answer
from shopify_app.noon.calling.pacing import Pace
from shopify_app.noon.calling.refusals import NoonLoginError, NoonRefusedError, NoonUncertainError, read_refusal
from shopify_app.noon.calling.sessions import Account, Session, print_of, session_of
from shopify_app.noon.payload import KeyFile

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

B = TypeVar("B")
_OK, _UNAUTHORISED, _FORBIDDEN, _TOO_MANY = 200, 401, 403, 429
_BUSY = frozenset({_TOO_MANY, 500, 502, 503, 504})
_READ = frozenset(range(300, 600))
_TRIES = 3
# Longer than this a worker does not stand still for noon: the work comes back later.
_LONGEST_WAIT = 20.0
log = structlog.get_logger(__name__)


class Caller:
    """One process's way to noon, for all its shops."""

    def __init__(self, runtime: Runtime) -> None:
        settings = runtime.settings
        # Each try is counted and paced, so they are made here.
        self._remote = Remote(allow_loopback_http=settings.allow_loopback_http, clock=runtime.clock, tries=1)
        self._url, self._runtime = settings.noon_api_url, runtime
        self._pace = Pace(runtime.redis, settings.noon_calls_per_minute)
        self._sessions: dict[str, Session] = {}

    @classmethod
    def build(cls, runtime: Runtime) -> Self:
        """On the runtime's stores."""
        return cls(runtime)

    def call(
        self, account: Account, method: str, path: str, kind: type[B], *, repeatable: bool = True, **parts: Any
    ) -> B:
        """Call `path` with `json` or `params` and read the answer as a `kind`, leniently.

        A call that is not `repeatable` is made once more only when noon cannot have done it.

        Raises:
            NoonLoginError: noon does not take the account, or gives it no role.
            NoonRefusedError: noon refuses the call for good; says why.
            NoonUncertainError: It is not repeatable and may have had its effect.
            RemoteError: noon does not answer now.
        """
        session = self._session(account)
        answer = self._patiently(account, session, method, path, parts, repeatable=repeatable)
        if answer.status == _UNAUTHORISED:
            # The session's life is nowhere promised: react, never count. A second 401 is an answer.
            session = self._session(account, refused=session)
            answer = self._patiently(account, session, method, path, parts, repeatable=repeatable)
        return _read(answer, kind)

    def prove(self, key: KeyFile, path: str, kind: type[B]) -> B:
        """Log in with a key file and read `path`: the proof that it works. Always a login of its own, and kept nowhere.

        Raises:
            NoonLoginError: noon does not take it.
        """
        cookies = self._log_in(key)
        return _read(self._remote.call("GET", self._url + path, cookies=cookies, expected=_READ), kind)

    def _session(self, account: Account, *, refused: Session | None = None) -> Session:
        name = f"{account.shop_id}/{print_of(account.key)}"
        if refused is not None or name not in self._sessions:
            self._sessions[name] = session_of(self._runtime, account, self._log_in, refused=refused)
        return self._sessions[name]

    def _patiently(
        self,
        account: Account,
        session: Session,
        method: str,
        path: str,
        parts: Mapping[str, Any],
        *,
        repeatable: bool,
    ) -> Answer:
        """One answer; of those that may pass, the last of a few."""
        for attempt in range(1, _TRIES + 1):
            self._take_turn(account)
            try:
                answer = self._remote.call(
                    method, self._url + path, cookies=session.cookies, expected=_READ, repeatable=False, **parts
                )
            except RemoteError as error:
                if not error.temporary:
                    raise
                if not repeatable:
                    raise NoonUncertainError from error
                if attempt == _TRIES:
                    raise
                time.sleep(_pause(attempt))
                continue
            if answer.status not in _BUSY:
                return answer
            self._back_off(account, answer, attempt, repeatable=repeatable)
        raise AssertionError("unreachable")

    def _back_off(self, account: Account, answer: Answer, attempt: int, *, repeatable: bool) -> None:
        if answer.status != _TOO_MANY and not repeatable:
            raise NoonUncertainError
        wish = _seconds(answer.headers.get("Retry-After"))
        wait = _pause(attempt) if wish is None else wish
        if answer.status == _TOO_MANY:
            self._pace.stop(account.key.project_code, wait)
        log.info("noon_busy", status=answer.status, attempt=attempt)
        if attempt == _TRIES or wait > _LONGEST_WAIT:
            message = f"noon answered with status {answer.status}. It is asked again later."
            raise RemoteError(message, temporary=True, status=answer.status, retry_after=wait)
        if answer.status != _TOO_MANY:
            time.sleep(wait)

    def _take_turn(self, account: Account) -> None:
        deadline = time.monotonic() + _LONGEST_WAIT
        while wait := self._pace.take(account.key.project_code, patient=account.patient):
            if not account.patient and time.monotonic() + wait > deadline:
                message = "More is asked of noon than it allows. It is asked again later."
                raise RemoteError(message, temporary=True, retry_after=wait)
            time.sleep(min(wait, 1.0) * random.uniform(1.0, 1.2))  # noqa: S311  spreads load, guards nothing

    def _log_in(self, key: KeyFile) -> dict[str, str]:
        body = {"token": _signed(key), "default_project_code": key.project_code}
        path = "/identity/public/v1/api/login"
        answer = self._remote.call("POST", self._url + path, json=body, expected=_READ)
        if answer.status in _BUSY:
            raise RemoteError(f"noon's login answered with status {answer.status}.", temporary=True)
        cookies = _cookies(answer)
        if answer.status != _OK or not cookies:
            raise NoonLoginError("noon does not accept this key file. Make a new key in the partner portal.")
        return cookies


def _read(answer: Answer, kind: type[B]) -> B:
    if answer.status in {_UNAUTHORISED, _FORBIDDEN}:
        raise NoonLoginError("noon refuses the account. Give it a role in the project, in the partner portal.")
    if answer.status in _BUSY:
        raise RemoteError(f"noon answered with status {answer.status}.", temporary=True, status=answer.status)
    if answer.status >= 300:  # noqa: PLR2004
        raise NoonRefusedError(read_refusal(answer.body), answer.status)
    return read_answer(answer.body, kind)


def _pause(attempt: int) -> float:
    return float(0.25 * 2**attempt * random.uniform(0.5, 1.5))  # noqa: S311  spreads load, guards nothing


def _seconds(wish: str | None) -> float | None:
    return float(wish[:9]) if wish is not None and wish.isascii() and wish.isdigit() else None


def _signed(key: KeyFile) -> str:
    claims = {"sub": key.key_id, "iat": int(datetime.now(UTC).timestamp()), "jti": str(uuid.uuid4())}
    try:
        return jwt.encode(claims, key.private_key, algorithm="RS256")
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise NoonLoginError("The key file's private key cannot be used.") from error


def _cookies(answer: Answer) -> dict[str, str]:
    """Every cookie noon set; their names are its own business."""
    found: dict[str, str] = {}
    for line in answer.set_cookies:
        try:
            found |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        except CookieError:
            log.warning("noon_cookie_unreadable")
    return found
