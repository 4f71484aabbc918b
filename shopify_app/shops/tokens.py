"""A token that works, for any worker at any time: refreshed early, by one worker per shop, saved before it is used."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import or_, update

from shopify_app.core.errors import RemoteError
from shopify_app.shops import actions
from shopify_app.shops.actions import NotInstalledError
from shopify_app.shops.grants import RefreshRefusedError, TokenEndpoint
from shopify_app.shops.models import Installation, Shop

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime, Transaction

_MARGIN = timedelta(minutes=2)
_LEASE = timedelta(seconds=45)
_WAIT_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Access:
    """A shop's domain and a token for its Admin API. `version` counts the pairs, to tell an old token from a new."""

    shop: str
    token: str
    version: int


def access_to(runtime: Runtime, shop_id: int, *, refused: Access | None = None) -> Access:
    """A usable token. `refused` is one that Shopify has just answered 401 to: a newer one is fetched.

    Raises:
        NotInstalledError: The app is not installed, or its access is over until the staff opens the app.
        RemoteError: The token could not be renewed now.
    """
    deadline = time.monotonic() + _WAIT_SECONDS
    while True:
        with runtime.snapshot() as tx:
            access = _usable(tx, shop_id, refused)
        if access is not None:
            return access
        if _lease(runtime, shop_id, refused):
            return _refresh(runtime, shop_id)
        if time.monotonic() > deadline:
            raise RemoteError("The shop's access is being renewed and this takes too long.", temporary=True)
        time.sleep(0.05)


def _usable(tx: Transaction, shop_id: int, refused: Access | None) -> Access | None:
    installation = actions.get_installation(tx, shop_id)
    token = actions.open_token(tx, installation, "access")
    if installation.refresh_token is None or token is None or installation.access_expires_at is None:
        raise NotInstalledError("The shop's access is over. Open the app in the Shopify admin to renew it.")
    stale = installation.access_expires_at <= tx.now + _MARGIN
    if stale or (refused is not None and installation.token_version <= refused.version):
        return None
    return Access(tx.session.get_one(Shop, shop_id).domain, token, installation.token_version)


def _lease(runtime: Runtime, shop_id: int, refused: Access | None) -> bool:
    """Whether this worker is the one to refresh. A row decides, not Redis: losing Redis must not cost a token."""
    with runtime.transaction() as tx:
        installation = actions.get_installation(tx, shop_id)
        if _usable(tx, shop_id, refused) is not None:
            return False
        chosen = update(Installation).where(
            Installation.id == installation.id,
            Installation.token_version == installation.token_version,
            or_(Installation.refreshing_until.is_(None), Installation.refreshing_until <= tx.now),
        )
        done = tx.session.execute(
            chosen.values(refreshing_until=tx.now + _LEASE), execution_options={"synchronize_session": False}
        )
        return bool(done.rowcount)  # type: ignore[attr-defined]


def _refresh(runtime: Runtime, shop_id: int) -> Access:
    with runtime.snapshot() as tx:
        installation = actions.get_installation(tx, shop_id)
        domain = tx.session.get_one(Shop, shop_id).domain
        refresh_token = actions.open_token(tx, installation, "refresh")
    if refresh_token is None:
        raise NotInstalledError("The shop's access is over. Open the app in the Shopify admin to renew it.")
    try:
        grant = runtime.client(TokenEndpoint).refresh(domain, refresh_token)
    except RefreshRefusedError:
        with runtime.transaction() as tx:
            actions.drop_tokens(tx, actions.get_installation(tx, shop_id))
        raise
    except RemoteError:
        with runtime.transaction() as tx:
            actions.get_installation(tx, shop_id).refreshing_until = None
        raise
    with runtime.transaction() as tx:
        installation = actions.get_installation(tx, shop_id)
        actions.keep_grant(tx, installation, grant)
        return Access(domain, grant.access_token, installation.token_version)
