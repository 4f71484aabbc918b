"""The verdict on an order somebody has as a file: for support."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from shopify_app.core.errors import InvalidInputError
from shopify_app.core.money import Money
from shopify_app.orders.payload import OrderPayload
from shopify_app.orders.rules import read_order
from shopify_app.shops.actions import get_shop
from shopify_app.wholesale.rules import Candidate, Minimums, check_minimum, sentence
from shopify_app.wholesale.terms.actions import minimums_in_force

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime


def published(at: datetime) -> Minimums:
    """The thresholds every shop begins with, at any moment."""
    del at
    return Minimums()


def of_shop(runtime: Runtime, domain: str) -> Callable[[datetime], Minimums]:
    """What tells a shop's thresholds at a moment.

    Raises:
        UnknownShopError: No shop of this name.
    """
    with runtime.snapshot() as tx:
        shop_id = get_shop(tx, domain).id

    def in_force(at: datetime) -> Minimums:
        with runtime.snapshot() as tx:
            return minimums_in_force(tx, shop_id, at)

    return in_force


def judge_text(
    text: bytes, *, is_first: bool, is_trade: bool, in_force: Callable[[datetime], Minimums]
) -> dict[str, object]:
    """The verdict on a webhook's order JSON, bare or inside `{"order": …}` as the admin exports it.

    `in_force` tells the thresholds at the moment the order was placed.

    Raises:
        InvalidInputError: Not such a JSON.
    """
    try:
        # Some programs begin a file with a byte order mark.
        whole = msgspec.json.decode(text.removeprefix(b"\xef\xbb\xbf"))
        inner = whole.get("order", whole) if isinstance(whole, dict) else whole
        payload = msgspec.convert(inner, OrderPayload, strict=False)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidInputError(f"This is not an order's JSON: {error}") from error
    order = read_order(payload, datetime.now(UTC))
    if order.goods.amount < 0:
        raise InvalidInputError("This is not an order: its goods cost less than nothing.")
    goods = Money(order.goods.amount, order.goods.currency)
    is_trade = is_trade or order.company_id is not None
    candidate = Candidate(goods, is_trade, order.is_test, order.cancelled_at is not None)
    verdict = check_minimum(candidate, 0 if is_first else 1, in_force(order.placed_at))
    return {
        "order": order.name,
        "allowed": verdict.allowed,
        "rule": verdict.rule.value,
        "counted": str(verdict.counted),
        "minimum": str(verdict.minimum) if verdict.minimum else None,
        "missing": str(verdict.missing) if verdict.missing else None,
        "why": sentence(verdict),
        "judged_as": f"{'a trader' if is_trade else 'retail'}, {'first order' if is_first else 'following order'}",
    }
