"""What Shopify is told of the minimums: the checkout Function's configuration, and that of the theme's block. Pure."""

from __future__ import annotations

import hashlib
import json
from decimal import ROUND_CEILING, Decimal
from typing import Any

from shopify_app.core.money import Money
from shopify_app.wholesale.checkout.words import MESSAGES
from shopify_app.wholesale.rules import Minimums

# `extensions/order-minimum/src/rule.js` reads this one and no other.
VERSION = 1


def configuration(minimums: Minimums) -> str:
    """For the Function: each currency's two thresholds as exact decimals, and the sentences, as JSON."""
    currencies = {
        code: {"first": _decimal(minimum.first), "following": _decimal(minimum.following)}
        for code, minimum in minimums.by_currency.items()
    }
    return _json({"version": VERSION, "currencies": currencies, "messages": MESSAGES})


def theme_configuration(minimums: Minimums) -> str:
    """For the theme's block: thresholds in hundredths, in which Liquid counts every currency, as JSON."""
    currencies = {
        code: {"first": _hundredths(minimum.first), "following": _hundredths(minimum.following)}
        for code, minimum in minimums.by_currency.items()
    }
    return _json({"version": VERSION, "currencies": currencies})


def digest(*texts: str) -> str:
    """By which a change is noticed."""
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def _decimal(money: Money) -> str:
    """With the currency's decimals: the Function writes amounts with as many as it sees here. Nothing is rounded."""
    return f"{money.amount:.{money.decimals}f}"


def _hundredths(money: Money) -> int:
    """Rounded up: who reaches it in the cart must not be refused at the checkout."""
    return int((money.amount * 100).quantize(Decimal(1), ROUND_CEILING))


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
