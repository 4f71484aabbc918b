"""Keeping what Shopify is told of the minimums fresh, and switching the checkout Function on and off.

Written is compared with wanted before every write, so repeating it, or doing it late or twice, ends in the same state.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core import outbox
from shopify_app.core.errors import ConflictError
from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import insert_ignoring
from shopify_app.shops.actions import get_installation
from shopify_app.shops.client import UserErrorsError
from shopify_app.wholesale.checkout import rules
from shopify_app.wholesale.checkout.client import CheckoutClient, CheckoutRule
from shopify_app.wholesale.checkout.models import CheckoutConfiguration
from shopify_app.wholesale.terms.actions import minimums_in_force

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

WRITE_CONFIGURATION = "wholesale.write_checkout_configuration"
SCOPE = "write_validations"
_STILL_HELD = "Orders below the minimum are still held after they are placed."
_REFUSALS = {
    "CUSTOM_APP_FUNCTION_NOT_ELIGIBLE": "Shopify runs a custom app's rules at the checkout only on the Plus plan.",
    "MAX_VALIDATIONS_ACTIVATED": "This shop has 25 checkout rules switched on, the most there can be. Switch one off.",
    "FUNCTION_NOT_FOUND": "The rule is not deployed with this version of the app yet. Ask whoever runs tajir for you.",
}
_REFUSALS |= dict.fromkeys(("NOT_FOUND", "FUNCTION_PENDING_DELETION"), _REFUSALS["FUNCTION_NOT_FOUND"])


class CheckoutRefusedError(ConflictError):
    """Shopify does not let the Function run in this shop."""


def refresh(tx: Transaction, shop_id: int) -> None:
    """Notice changed minimums, and see that Shopify has them: at once when they changed, and once a day anyway."""
    wanted = rules.digest(*_configurations(tx, shop_id))
    row = _row(tx, shop_id)
    if row.digest != wanted:
        row.digest, row.version, row.changed_at = wanted, row.version + 1, tx.now
    installation = get_installation(tx, shop_id)
    key = f"{WRITE_CONFIGURATION}/{installation.number}/{row.version}/{tx.now.date()}"
    outbox.put(tx, shop_id, WRITE_CONFIGURATION, key)


def write_configuration(runtime: Runtime, shop_id: int) -> None:
    """Write what differs from the minimums as they are now; without the Function's scope only the theme's."""
    with runtime.snapshot() as tx:
        for_function, for_theme = _configurations(tx, shop_id)
        may_ask = has_scope(tx, shop_id)
    client = runtime.client(CheckoutClient)
    theme = client.theme_configuration(shop_id)
    if theme.configuration != for_theme:
        client.configure_theme(shop_id, theme.installation_gid, for_theme)
    rule = client.find_rule(shop_id) if may_ask else None
    if rule is not None and rule.configuration != for_function:
        client.configure_rule(shop_id, rule, for_function)


def has_scope(tx: Transaction, shop_id: int, scope: str = SCOPE) -> bool:
    """Whether the merchant granted the scope; that of the checkout, where no other is named."""
    return scope in get_installation(tx, shop_id).scopes.split(",")


def find_refusal(tx: Transaction, shop_id: int) -> str | None:
    """Why Shopify refused the Function when it was switched on last, for a merchant; None when it did not."""
    row = tx.session.get(CheckoutConfiguration, shop_id)
    return None if row is None or row.refusal is None else _told(row.refusal)


def switch_on(runtime: Runtime, shop_id: int, *, blocks_on_failure: bool, actor: str) -> None:
    """Let the Function judge carts.

    Raises:
        CheckoutRefusedError: Shopify does not let it run here; kept, so that the page goes on saying it.
        RemoteError: Shopify could not be asked.
    """
    with runtime.snapshot() as tx:
        for_function, _ = _configurations(tx, shop_id)
    client = runtime.client(CheckoutClient)
    rule = client.find_rule(shop_id)
    try:
        client.switch_on(shop_id, rule, for_function, blocks_on_failure=blocks_on_failure)
    except UserErrorsError as error:
        code = next(iter(sorted(error.codes & _REFUSALS.keys())), None)
        if code is None:
            raise
        with runtime.transaction() as tx:
            row = _row(tx, shop_id)
            row.refusal, row.refused_at = code, tx.now
        raise CheckoutRefusedError(f"{_told(code)} {_STILL_HELD}") from error
    with runtime.transaction() as tx:
        row = _row(tx, shop_id)
        row.refusal = row.refused_at = None
        audit.record(tx, shop_id, events.CHECKOUT_ENABLED, "order minimum", actor=actor, blocks=blocks_on_failure)


def switch_off(runtime: Runtime, shop_id: int, *, actor: str) -> None:
    """Let every cart pass the checkout; orders are still held after they are placed."""
    client = runtime.client(CheckoutClient)
    rule: CheckoutRule | None = client.find_rule(shop_id)
    if rule is not None and rule.enabled:
        client.switch_off(shop_id, rule)
        with runtime.transaction() as tx:
            audit.record(tx, shop_id, events.CHECKOUT_DISABLED, "order minimum", actor=actor)


def _configurations(tx: Transaction, shop_id: int) -> tuple[str, str]:
    minimums = minimums_in_force(tx, shop_id, tx.now)
    return rules.configuration(minimums), rules.theme_configuration(minimums)


def _row(tx: Transaction, shop_id: int) -> CheckoutConfiguration:
    blank = {"shop_id": shop_id, "digest": "", "version": 0, "changed_at": tx.now}
    insert_ignoring(tx.session, CheckoutConfiguration, [blank], ("shop_id",))
    return tx.session.get_one(CheckoutConfiguration, shop_id, with_for_update=True)


def _told(code: str) -> str:
    return _REFUSALS[code]
