"""A received message, taken apart for people and for tests."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from functools import cached_property
from html import unescape

URL = re.compile(r"https?://[^\s<>\"']+")
HREF = re.compile(r"""href\s*=\s*["'](https?://[^"']+)["']""", re.IGNORECASE)


@dataclass(frozen=True)
class Attachment:
    """A file that came with a message."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """One message: the envelope as the server said it, and the raw bytes; the rest is read from those when asked."""

    id: str
    received_at: str
    sender: str
    recipients: tuple[str, ...]
    raw: bytes

    @cached_property
    def message(self) -> EmailMessage:
        """The parsed message. What cannot be read stays readable: defects never lose a letter."""
        return message_from_bytes(self.raw, _class=EmailMessage, policy=policy.default)

    @property
    def subject(self) -> str:
        """The subject, decoded; empty if there is none."""
        return str(self.message["Subject"] or "")

    @property
    def headers(self) -> list[tuple[str, str]]:
        """Every header, in its order, as often as it occurs."""
        return [(name, str(value)) for name, value in self.message.items()]

    @property
    def text(self) -> str:
        """The plain part; empty if there is none."""
        return _content(self.message.get_body(("plain",)))

    @property
    def html(self) -> str:
        """The HTML part; empty if there is none."""
        return _content(self.message.get_body(("html",)))

    @property
    def attachments(self) -> list[Attachment]:
        """The files, in their order."""
        return [
            Attachment(part.get_filename() or "unnamed", part.get_content_type(), _bytes(part))
            for part in self.message.iter_attachments()
            if isinstance(part, MIMEPart)
        ]

    @property
    def links(self) -> list[str]:
        """The web addresses in either part, each once, in order of appearance."""
        found = [match.rstrip(".,;:)") for match in URL.findall(self.text)] + HREF.findall(self.html)
        return list(dict.fromkeys(unescape(link) for link in found))


def _content(part: MIMEPart | None) -> str:
    if part is None:
        return ""
    try:
        return str(part.get_content()).replace("\r\n", "\n")
    except (LookupError, UnicodeError):  # a charset that nobody knows
        return _bytes(part).decode("utf-8", "replace")


def _bytes(part: MIMEPart) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else part.as_bytes()
