"""A mail as it leaves: every header of every part, all bodies, links, what they would load, and what is attached."""

from __future__ import annotations

import binascii
import email
import email.header
import email.policy
import email.utils
from collections.abc import Iterable, Iterator
from email.errors import MessageError
from email.message import Message

from shopify_app.white_label.leaks.files import DEEPEST, leaks_in_file
from shopify_app.white_label.leaks.identities import Finding, Identity, UnreadableCarrierError, once
from shopify_app.white_label.leaks.markup import leaks_in_html
from shopify_app.white_label.leaks.watchlist import Watchlist, leaks_in_text, watch

LARGEST, MOST_PARTS = 25_000_000, 100
# Headers that may be named: any other's name may be a leak itself.
_HEADERS = {"from", "to", "cc", "bcc", "reply-to", "sender", "return-path", "message-id", "received", "subject", "date"}
_HEADERS |= {"references", "in-reply-to", "dkim-signature", "authentication-results", "organization", "x-mailer"}
_HEADERS |= {"user-agent", "comments", "keywords", "content-type", "content-disposition", "content-id", "feedback-id"}
_HEADERS |= {"content-description", "content-location", "resent-from", "resent-sender", "errors-to", "autocrypt"}
_HEADERS |= {"list-id", "list-unsubscribe", "list-help", "list-post", "list-owner", "list-archive", "list-subscribe"}
_BROKEN = "This mail is broken and cannot be searched to its end."


def leaks_in_mail(raw: bytes, identities: Iterable[Identity] | Watchlist, where: str = "mail") -> tuple[Finding, ...]:
    """Whose names stand in a message of RFC 5322, and whether it tells when it is opened.

    Raises:
        UnreadableCarrierError: It is broken, too large or too deep, or holds a file that cannot be searched.
    """
    if len(raw) > LARGEST:
        raise UnreadableCarrierError("This mail is too large to be searched.")
    watchlist = watch(identities)
    try:
        message = email.message_from_bytes(raw, policy=email.policy.compat32)
        parts = list(_parts(message))
        if not message.keys():
            raise UnreadableCarrierError(_BROKEN)
        found = [one for number, part in enumerate(parts) for one in _part(part, number, watchlist, where)]
    except (MessageError, RecursionError, LookupError, ValueError, TypeError, AttributeError, binascii.Error) as error:
        raise UnreadableCarrierError(_BROKEN) from error
    return once(found)


def _parts(message: Message, depth: int = 0) -> Iterator[Message]:
    if depth > DEEPEST:
        raise UnreadableCarrierError("Mails are packed within this mail too deep to be searched.")
    yield message
    if message.is_multipart():
        inner = message.get_payload()
        if not isinstance(inner, list) or len(inner) > MOST_PARTS:
            raise UnreadableCarrierError(_BROKEN)
        for one in inner:
            if isinstance(one, Message):
                yield from _parts(one, depth + 1)


def _part(part: Message, number: int, watchlist: Watchlist, where: str) -> Iterator[Finding]:
    for name, value in part.items():
        shown = f"header {name}" if name.lower() in _HEADERS else "a header"
        for text in _values(value):
            yield from leaks_in_text(text, watchlist, f"{where}: {shown}")
        yield from leaks_in_text(name, watchlist, f"{where}: a header's name")
    for text in filter(None, (part.get_filename(), _name(part), part.preamble, part.epilogue)):
        for reading in (text, _shown(text)):
            yield from leaks_in_text(reading, watchlist, f"{where}: name of an attachment, or text between the parts")
    if not part.is_multipart():
        yield from _body(part, number, watchlist, where)
    if part.defects:
        raise UnreadableCarrierError(_BROKEN)


def _values(value: object) -> Iterator[str]:
    """The header as it stands and as it is shown."""
    raw = str(value)
    yield raw
    yield _shown(raw)
    yield "".join(one.strip() for one in raw.splitlines())  # a link may be folded over lines


def _shown(text: str) -> str:
    return str(email.header.make_header(email.header.decode_header(text)))


def _name(part: Message) -> str:
    return email.utils.collapse_rfc2231_value(part.get_param("name", ""))


def _body(part: Message, number: int, watchlist: Watchlist, where: str) -> Iterator[Finding]:
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        raise UnreadableCarrierError(_BROKEN)
    # Part 0 is the mail itself.
    label = f"{where}: attachment {number}" if number else where
    kind = part.get_content_type()
    if not kind.startswith("text/") or part.get_content_disposition() == "attachment":
        yield from leaks_in_file(raw, watchlist, label)
        if not kind.startswith("text/"):
            return
    charset = part.get_content_charset("us-ascii")
    text = raw.decode("utf-8" if charset == "us-ascii" else charset)
    if kind == "text/html":
        yield from leaks_in_html(text, watchlist, f"{where}: HTML body")
    else:
        yield from leaks_in_text(text, watchlist, f"{where}: text body" if kind == "text/plain" else label)
