"""Structured logs, one JSON object a line, with secrets and personal data masked before they are written."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterator, MutableMapping, Sequence
from typing import Any

import structlog

MASK = "[masked]"
_SECRET_KEYS = re.compile(
    r"(secret|token|password|authorization|cookie|hmac|signature|api_key|private|master)", re.IGNORECASE
)
_PERSONAL_KEYS = re.compile(
    r"(^|_)(e?mail|phone|address\d?|first_?name|last_?name|customer_name|contact)$", re.IGNORECASE
)
_PATTERNS = (
    re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(\.[\w-]+)+"),  # mail addresses
    re.compile(r"\+\d[\d\s().-]{6,}\d"),  # international telephone numbers
    re.compile(r"\b(shp\w{2,4}_|sk_(live|test)_|whsec_|rk_(live|test)_)\w+"),  # tokens of Shopify and Stripe
    re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]*"),  # JSON web tokens
)
_DIGIT_GROUPS = re.compile(r"(?<!\d)\d+(?:[ -]\d+)*")
_DINERS_LENGTH, _CARD_LENGTHS = 14, range(15, 20)


def configure_logs(level: str = "info") -> None:
    """Send our logs and every library's through the same masks to standard error."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        mask,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    # Both log every request or job with its address or arguments.
    for chatty in ("urllib3", "rq.worker", "rq.cron", "werkzeug"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def mask(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace what must not be written: by the key's name, and by the look of the value."""
    for key, value in event.items():
        event[key] = MASK if _SECRET_KEYS.search(str(key)) or _PERSONAL_KEYS.search(str(key)) else _masked(value)
    return event


def mask_text(text: str) -> str:
    """The text without mail addresses, telephone numbers, tokens and cards."""
    for pattern in _PATTERNS:
        text = pattern.sub(MASK, text)
    return _DIGIT_GROUPS.sub(_without_cards, text)


def is_card_number(digits: str) -> bool:
    """Whether this can be a payment card's number, by ISO/IEC 7812: its length and its check digit.

    Of 14 digits only Diners Club's are, and of 13 none is issued any more: Shopify's ids have 13 and 14.
    """
    if len(digits) == _DINERS_LENGTH:
        return digits.startswith(("30", "36", "38", "39")) and _has_check_digit(digits)
    return len(digits) in _CARD_LENGTHS and _has_check_digit(digits)


def _masked(value: Any) -> Any:
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return MASK if is_card_number(str(value)) else value
    if isinstance(value, str):
        return mask_text(value)
    if isinstance(value, dict):
        return dict(mask(None, "", dict(value)))
    if isinstance(value, list | tuple):
        return [_masked(item) for item in value]
    # Anything else is written as its `repr`, by the renderer that comes after us.
    return _masked(repr(value))


def _without_cards(found: re.Match[str]) -> str:
    """The digits as they are, or masked when some groups of them in a row make a card number."""
    return MASK if any(is_card_number(run) for run in _runs(re.split("[ -]", found[0]))) else found[0]


def _runs(groups: Sequence[str]) -> Iterator[str]:
    for start in range(len(groups)):
        run = ""
        for group in groups[start:]:
            run += group
            if len(run) >= _CARD_LENGTHS.stop:
                break
            yield run


def _has_check_digit(digits: str) -> bool:
    """The Luhn check."""
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0  # noqa: PLR2004
