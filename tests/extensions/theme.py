"""The theme's block, drawn by a Liquid engine as a theme would draw it. Shopify's own filters are stood in for."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

from liquid import Environment

from tests.published import ROOT

FOLDER = ROOT / "extensions" / "trade-progress"
BLOCK = FOLDER / "blocks" / "trade-progress.liquid"
LANGUAGES = ("en", "ar", "fr", "nb")
# Files of the same text: a theme looks under the very name that the shop publishes.
READ_IN = {"no": "nb", "nn": "nb"}
SCHEMA = re.compile(r"\{% schema %\}(.*?)\{% endschema %\}", re.DOTALL)
MINIMUMS = {"SAR": {"first": 500_000, "following": 200_000}, "KWD": {"first": 41_050, "following": 16_413}}


def locale(language: str, kind: str = "") -> dict[str, Any]:
    """A language's texts; `kind` `.schema` for those of the theme editor."""
    name = f"{language}{'.default' if language == 'en' else ''}{kind}.json"
    found: dict[str, Any] = json.loads((FOLDER / "locales" / name).read_text("utf-8"))
    return found


def schema() -> dict[str, Any]:
    """What the block tells the theme editor."""
    (text,) = SCHEMA.findall(BLOCK.read_text("utf-8"))
    found: dict[str, Any] = json.loads(text)
    return found


def draw(
    *,
    total: int = 0,
    currency: str = "SAR",
    customer: dict[str, Any] | None = None,
    minimums: dict[str, Any] | None = MINIMUMS,
    language: str = "en",
    design_mode: bool = False,
) -> str:
    """The block's HTML for a cart of so many hundredths."""
    environment = Environment(autoescape=False)
    environment.filters["t"] = _Translate(locale(language))
    environment.filters["money_with_currency"] = lambda cents: _money(cents, currency)
    template = environment.from_string(SCHEMA.sub("", BLOCK.read_text("utf-8")))
    configuration = None if minimums is None else {"value": {"version": 1, "currencies": minimums}}
    return template.render(
        app={"metafields": {"tajir": {"minimums": configuration}}},
        customer=customer,
        cart={"total_price": total, "currency": {"iso_code": currency}},
        request={"locale": {"iso_code": language}, "design_mode": design_mode},
        section={"id": "cart-items"},
        block={"id": "b1", "settings": {"colour": "#1a6b3c"}, "shopify_attributes": 'data-shopify-editor-block="b1"'},
    )


def a_trader(*, orders: int = 0, tags: tuple[str, ...] = ("trade",), b2b: bool = False) -> dict[str, Any]:
    """A signed-in customer as Liquid shows one."""
    return {"tags": list(tags), "b2b?": b2b, "orders_count": orders}


class _Translate:
    """Shopify's `t`: the text of a dotted key, with values put in. A key without text is a fault of ours."""

    def __init__(self, texts: dict[str, Any]) -> None:
        self._texts = texts

    def __call__(self, key: str, **values: object) -> str:
        text: Any = self._texts
        for part in key.split("."):
            text = text[part]
        return re.sub(r"\{\{ (\w+) \}\}", lambda found: str(values[found[1]]), text)


def _money(cents: int, currency: str) -> str:
    """As a shop may format it: with an element around, which must not reach an attribute."""
    return f"<span class=money>{Decimal(cents) / 100:,.2f} {currency}</span>"
