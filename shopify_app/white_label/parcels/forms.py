"""What staff typed of a parcel, read strictly: a sentence says what is wrong, and nothing is guessed. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from shopify_app.core.errors import InvalidInputError
from shopify_app.white_label.parcels.rules import ShippableLine, Tracking, Wish, WishedLine

LONGEST_CARRIER, LONGEST_NUMBER, LONGEST_URL = 100, 100, 500
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")


class BadParcelError(InvalidInputError):
    """What was typed cannot be a parcel; nothing was shipped."""


def read_wish(form: Mapping[str, str], lines: Sequence[ShippableLine]) -> Wish:
    """The parcel from the form. `lines` are what is left to ship; each has a field `line-<id>`.

    Raises:
        BadParcelError: Says which field is wrong and how it should be.
    """
    wished = tuple(_wished(form, lines))
    if not wished:
        raise BadParcelError("Nothing is in this parcel. Give at least one line a quantity.")
    carrier = _text(form.get("carrier", ""), "The carrier", LONGEST_CARRIER) or None
    number = _text(form.get("number", ""), "The tracking number", LONGEST_NUMBER)
    url = _text(form.get("url", ""), "The tracking link", LONGEST_URL)
    if url and not number:
        raise BadParcelError("A tracking link needs its tracking number beside it: Shopify takes no link alone.")
    if url:
        _check_url(url)
    return Wish(wished, carrier, Tracking((number,) if number else (), (url,) if url else ()))


def read_token(form: Mapping[str, str]) -> str:
    """The form's own mark, by which a second click is known.

    Raises:
        BadParcelError: It is missing.
    """
    token = form.get("token", "")
    if not _TOKEN.fullmatch(token):
        raise BadParcelError("This form is incomplete. Open the page again and fill it in once more.")
    return token


def read_fulfillment_order(form: Mapping[str, str]) -> int:
    """Which fulfilment order is shipped.

    Raises:
        BadParcelError: It names none.
    """
    text = form.get("fulfillment_order", "")
    if not (text.isascii() and text.isdigit() and len(text) < 19):  # noqa: PLR2004
        raise BadParcelError("This form is incomplete. Open the page again and fill it in once more.")
    return int(text)


def _wished(form: Mapping[str, str], lines: Sequence[ShippableLine]) -> Iterator[WishedLine]:
    for line in lines:
        text = form.get(f"line-{line.id}", "0").strip() or "0"
        quantity = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1  # noqa: PLR2004
        if not 0 <= quantity <= line.remaining:
            raise BadParcelError(f"{line.title}: {line.remaining} are left to ship, so give a number from 0 to that.")
        if quantity:
            yield WishedLine(line.id, line.line_item_id, quantity)


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        fits = (
            parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0
        )
    except ValueError:
        fits = False
    if not fits or any(one.isspace() for one in url):
        raise BadParcelError("A tracking link is a whole address, such as https://www.aramex.com/track/12345.")


def _text(typed: str, label: str, longest: int) -> str:
    text = " ".join(typed.split())
    if len(text) > longest:
        raise BadParcelError(f"{label} is too long: {longest} characters at most.")
    if not text.isprintable():
        raise BadParcelError(f"{label} holds characters that cannot be printed.")
    return text
