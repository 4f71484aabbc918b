"""How values read on a page: money, moments, spans and states, for people."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import Flask, g
from markupsafe import Markup

from shopify_app.core.clock import parse_time
from shopify_app.core.money import Money
from shopify_app.wholesale.accounts.words import COUNTRIES

# Words for states, and the tone of their badge.
_BADGES = {
    "trade": ("Trade", "info"),
    "retail": ("Retail", "neutral"),
    "unknown": ("Being sorted", "neutral"),
    "applied": ("Applied", "info"),
    "approved": ("Approved", "success"),
    "refused": ("Refused", "neutral"),
    "suspended": ("Suspended", "warning"),
    "closed": ("Closed", "neutral"),
    "reading": ("Being read", "info"),
    "checked": ("Looked through", "info"),
    "running": ("Under way", "info"),
    "done": ("Done", "success"),
    "stopped": ("Stopped", "warning"),
    "expired": ("Deleted", "neutral"),
    "wanted": ("Hold being placed", "warning"),
    "placed": ("Held", "warning"),
    "released": ("Released", "success"),
    "overridden": ("Released in Shopify", "caution"),
    "open": ("Open", "info"),
    "shipped": ("Shipped", "success"),
    "partly shipped": ("Partly shipped", "info"),
    "cancelled": ("Cancelled", "neutral"),
    "empty": ("No items", "neutral"),
    "data_request": ("Wants to see data", "info"),
    "redact": ("Wants data erased", "info"),
    "shop_redact": ("Shop left: erase all", "info"),
}
_REGISTRATIONS = {
    "cr": "Commercial registration",
    "vat": "VAT number",
    "ice": "ICE",
    "trn": "TRN",
    "licence": "Trade licence",
    "other": "Company register",
}
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def install(app: Flask) -> None:
    """Make these usable in templates."""
    app.jinja_env.filters.update(money=money, moment=moment, day=day, span=span, badge=badge, since=since)
    app.jinja_env.filters.update(country=country, registration=registration)
    app.jinja_env.filters.update(tone=tone, plain=plain, sentence=sentence, count_of=count_of)


def money(amount: Decimal | str | None, currency: str) -> str:
    """5,000.00 SAR."""
    return "—" if amount is None else str(Money(Decimal(amount), currency))


def moment(at: datetime | None) -> str:
    """23 Nov 2026, 14:05 in the shop's time zone, which the page names once."""
    if at is None:
        return "—"
    local = at.astimezone(_zone())
    return Markup('<time datetime="{}">{}</time>').format(at.isoformat(), f"{local.day} {local:%b %Y, %H:%M}")


def since(text: str) -> str:
    """A moment that stands in a JSON column."""
    return moment(parse_time(text))


def day(on: date | None) -> str:
    """23 Nov 2026; of a moment, the day it was in the shop's time zone."""
    if on is None:
        return "—"
    local = on.astimezone(_zone()) if isinstance(on, datetime) else on
    return f"{local.day} {local:%b %Y}"


def _zone() -> tzinfo:
    """The shop's time zone; UTC while it is not known, or where this machine does not know it."""
    try:
        return ZoneInfo(g.get("timezone") or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def span(length: timedelta) -> str:
    """A length of time in its largest fitting unit."""
    seconds = max(0, int(length.total_seconds()))
    for size, word in ((_DAY, "day"), (_HOUR, "hour"), (_MINUTE, "minute")):
        if seconds >= size:
            return count_of(seconds // size, word)
    return count_of(seconds, "second")


def count_of(count: int, word: str, words: str | None = None) -> str:
    """1 delivery, 2 deliveries."""
    return f"{count} {word if count == 1 else words or f'{word}s'}"


def badge(state: str) -> str:
    """A state in words."""
    return _BADGES.get(state, (plain(state), ""))[0]


def tone(state: str) -> str:
    """The tone of a state's badge."""
    return _BADGES.get(state, ("", "neutral"))[1]


def country(code: str | None) -> str:
    """Saudi Arabia for SA; the code itself for a country we have no name of."""
    return COUNTRIES[code][0] if code and code in COUNTRIES else code or "—"


def registration(kind: str | None) -> str:
    """What a business is registered under."""
    return _REGISTRATIONS.get(kind or "", "—")


def plain(word: str | None) -> str:
    """`partially_refunded` as «Partially refunded»."""
    return (word or "—").replace("_", " ").capitalize()


def sentence(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]
