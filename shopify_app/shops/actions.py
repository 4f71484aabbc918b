"""What happens to a shop: heard of, installed, described, uninstalled."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.crypto import Sealed
from shopify_app.core.errors import ConflictError, NotFoundError
from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import insert_ignoring
from shopify_app.shops.contacts import Contact, keep_contact
from shopify_app.shops.models import Installation, Shop


class UnknownShopError(NotFoundError):
    """No shop of this name."""


class BeingErasedError(ConflictError):
    """The shop left and its data are being erased; it may come back when that is done."""


class NotInstalledError(NotFoundError):
    """The app is not installed in this shop."""


# Longer than any erasure takes; one that is interrupted goes on by itself.
_NEVER_BEFORE = timedelta(days=30)
# Receivers remember a shop's key for a minute: see `webhooks/doors.py`.
_KEYS_REMEMBERED = timedelta(seconds=90)


@dataclass(frozen=True, slots=True)
class Grant:
    """What the token endpoint gave: an access token of an hour and the refresh token for the next one."""

    access_token: str
    expires_in: timedelta
    refresh_token: str
    refresh_expires_in: timedelta
    scopes: str


@dataclass(frozen=True, slots=True)
class Description:
    """What the shop says of itself."""

    name: str
    currency: str
    timezone: str
    country: str | None
    plan: str
    contact: Contact
    scopes: str
    web_domain: str | None = None


def ensure_shop(tx: Transaction, domain: str) -> Shop:
    """The shop of this domain; its row and key are made when it is new. The domain must have been checked."""
    found = find_shop(tx, domain)
    if found is None:
        row = {"domain": domain, "key": secrets.token_urlsafe(16), "made_at": tx.now}
        insert_ignoring(tx.session, Shop, [row], ("domain",))
        found = get_shop(tx, domain)
    tx.keys(found.id)
    return found


def find_shop(tx: Transaction, domain: str) -> Shop | None:
    """The shop of this domain, if we have heard of it."""
    return tx.session.scalars(select(Shop).where(Shop.domain == domain)).one_or_none()


def get_shop(tx: Transaction, domain: str) -> Shop:
    """The shop of this domain.

    Raises:
        UnknownShopError: There is none.
    """
    shop = find_shop(tx, domain)
    if shop is None:
        raise UnknownShopError(f"There is no shop {domain}. Open the app once in its admin.")
    return shop


def living_installation(tx: Transaction, shop_id: int) -> Installation | None:
    """The shop's present installation, if the app is installed."""
    chosen = select(Installation).where(Installation.shop_id == shop_id, Installation.ended_at.is_(None))
    return tx.session.scalars(chosen).one_or_none()


def get_installation(tx: Transaction, shop_id: int) -> Installation:
    """The shop's present installation.

    Raises:
        NotInstalledError: The app is not installed there.
    """
    installation = living_installation(tx, shop_id)
    if installation is None:
        raise NotInstalledError("The app is not installed in this shop. Open it from the Shopify admin to install it.")
    return installation


def first_installed_at(tx: Transaction, shop_id: int) -> datetime:
    """When the app, installed now, was installed for the first time; a reinstallation does not move it."""
    get_installation(tx, shop_id)
    return tx.session.scalars(select(func.min(Installation.installed_at)).filter_by(shop_id=shop_id)).one()


def install(tx: Transaction, shop_id: int, grant: Grant) -> Installation:
    """Keep a grant: a new installation, or new tokens for the present one.

    Raises:
        BeingErasedError: What the shop left behind is not erased yet.
    """
    installation = living_installation(tx, shop_id)
    if installation is None:
        _must_not_be_erased_now(tx, shop_id)
        installation = Installation(
            shop_id=shop_id, number=_next_number(tx, shop_id), scopes=grant.scopes, installed_at=tx.now, token_version=0
        )
        tx.session.add(installation)
        tx.session.flush()
        audit.record(tx, shop_id, events.SHOP_INSTALLED, f"installation {installation.number}", scopes=grant.scopes)
        tx.enqueue("jobs.shops.describe", "sync", shop_id=shop_id)
        tx.enqueue("jobs.orders.read_history", "sync", shop_id=shop_id)
        tx.enqueue("jobs.checkout.refresh", "upkeep", shop_id=shop_id)
        # What came before the installation waits in the inbox.
        tx.nudge("jobs.inbox.drain", "inbox", shop_id)
    keep_grant(tx, installation, grant)
    return installation


def keep_grant(tx: Transaction, installation: Installation, grant: Grant) -> None:
    """Replace both tokens together, sealed under the shop's key."""
    installation.access_token = _seal(tx, installation, "access", grant.access_token)
    installation.access_expires_at = tx.now + grant.expires_in
    installation.refresh_token = _seal(tx, installation, "refresh", grant.refresh_token)
    installation.refresh_expires_at = tx.now + grant.refresh_expires_in
    installation.token_version += 1
    installation.refreshing_until = None
    _keep_scopes(tx, installation, grant.scopes)
    tx.session.flush()


def open_token(tx: Transaction, installation: Installation, which: str) -> str | None:
    """The installation's `access` or `refresh` token, readable."""
    sealed = installation.access_token if which == "access" else installation.refresh_token
    if sealed is None:
        return None
    return tx.keys(installation.shop_id).sealing.open(sealed, _token_context(installation, which)).decode()


def drop_tokens(tx: Transaction, installation: Installation) -> None:
    """Forget both tokens: Shopify refuses them. The next visit of the staff brings new ones."""
    installation.access_token = installation.refresh_token = None
    installation.refreshing_until = None


def describe(tx: Transaction, shop_id: int, description: Description) -> None:
    """Keep what the shop says of itself, and the scopes it grants today."""
    shop = tx.session.get_one(Shop, shop_id)
    shop.name, shop.currency, shop.timezone = description.name, description.currency, description.timezone
    shop.country, shop.plan, shop.described_at = description.country, description.plan, tx.now
    shop.web_domain = description.web_domain
    keep_contact(tx, shop, description.contact)
    installation = living_installation(tx, shop_id)
    if installation is not None:
        _keep_scopes(tx, installation, description.scopes)


def change_scopes(tx: Transaction, shop_id: int, scopes: str) -> None:
    """The merchant granted or took back scopes."""
    installation = living_installation(tx, shop_id)
    if installation is not None:
        _keep_scopes(tx, installation, scopes)


def mark_history_read(tx: Transaction, shop_id: int) -> None:
    """The orders from before the installation are known now."""
    installation = living_installation(tx, shop_id)
    if installation is not None:
        installation.history_read_at = tx.now


def uninstall(tx: Transaction, shop_id: int, triggered_at: datetime) -> bool:
    """End the installation that lived when the shop uninstalled us; False when that one is over already.

    A message that comes late, after a reinstallation, must not end the new one.
    """
    installation = living_installation(tx, shop_id)
    if installation is None or installation.installed_at > triggered_at:
        return False
    drop_tokens(tx, installation)
    installation.ended_at = tx.now
    audit.record(tx, shop_id, events.SHOP_UNINSTALLED, f"installation {installation.number}")
    return True


def begin_erasure(tx: Transaction, shop_id: int) -> None:
    """From now on the shop cannot be installed, until `end_erasure`."""
    tx.session.get_one(Shop, shop_id).erasing_until = tx.now + _NEVER_BEFORE


def end_erasure(tx: Transaction, shop_id: int) -> None:
    """The rows are gone; the shop may come back once no receiver remembers its destroyed keys."""
    tx.session.get_one(Shop, shop_id).erasing_until = tx.now + _KEYS_REMEMBERED


def _must_not_be_erased_now(tx: Transaction, shop_id: int) -> None:
    until = tx.session.get_one(Shop, shop_id).erasing_until
    if until is not None and until > tx.now:
        raise BeingErasedError("What this shop left behind is being erased. Open the app again in two minutes.")


def _keep_scopes(tx: Transaction, installation: Installation, scopes: str) -> None:
    if installation.scopes != scopes:
        subject = f"installation {installation.number}"
        before, installation.scopes = installation.scopes, scopes
        audit.record(tx, installation.shop_id, events.SHOP_SCOPES_CHANGED, subject, before=before, now=scopes)


def _next_number(tx: Transaction, shop_id: int) -> int:
    last = tx.session.scalar(select(func.max(Installation.number)).where(Installation.shop_id == shop_id))
    return (last or 0) + 1


def _seal(tx: Transaction, installation: Installation, which: str, token: str) -> Sealed:
    return tx.keys(installation.shop_id).sealing.seal(token.encode(), _token_context(installation, which))


def _token_context(installation: Installation, which: str) -> bytes:
    return f"installation/{installation.shop_id}/{installation.number}/{which}".encode()
