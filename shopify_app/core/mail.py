"""Mail out: over TLS, or to this machine in the demo; each letter with an id by which a repetition is known."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING, Self
from urllib.parse import SplitResult, unquote, urlsplit

from shopify_app.core.errors import InvalidInputError, RemoteError

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

_SECONDS = 20.0
# From here on a mail server means: never.
_FINAL = 500
_PORTS = {"smtps": 465, "smtp+starttls": 587, "smtp": 25}
# Seven bits arrive as they left, whatever server passes them on: signatures stay whole.
_POLICY = SMTP.clone(cte_type="7bit")


class UnfitAddressError(InvalidInputError):
    """An address that mail servers in general do not take."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Somebody else than this installation, in whose name a letter goes out."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG within the letter, shown where its HTML says `cid:<name>`. Nothing is fetched to show it."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """A text to one person. `key` names the occasion: mail programs show a repeated id once.

    With `sender` it goes out in another's name, and no part of it tells of us: neither its id, nor how this machine
    greets the mail server. `html` is the same text for programs that show it; `language` of both as in `ar`.
    """

    to: str
    subject: str
    text: str
    key: str
    sender: Sender | None = None
    reply_to: str | None = None
    html: str | None = None
    pictures: tuple[Picture, ...] = ()
    language: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Composed:
    """A letter as it leaves, byte for byte, with its envelope. `greeting` is what this machine calls itself."""

    sender: str
    to: str
    raw: bytes
    greeting: str | None = None


class Mailer:
    """The way out. Without `SMTP_URL` there is none, and `can_send` says so."""

    def __init__(self, smtp_url: str | None, sender: str | None) -> None:
        self._server = urlsplit(smtp_url) if smtp_url else None
        self._sender = sender or ""

    @classmethod
    def build(cls, runtime: Runtime) -> Self:
        """With the runtime's settings."""
        return cls(runtime.settings.smtp_url, runtime.settings.mail_from)

    @property
    def can_send(self) -> bool:
        """Whether a mail server is set."""
        return self._server is not None

    @property
    def host(self) -> str:
        """The mail server's name: the next one writes it into the letter's head."""
        return (self._server.hostname or "") if self._server else ""

    def send(self, letter: Letter) -> None:
        """Hand the letter to the mail server.

        Raises:
            UnfitAddressError: An address cannot be written to.
            RemoteError: Temporary, unless the server refused it for good.
        """
        self.post(self.compose(letter))

    def compose(self, letter: Letter) -> Composed:
        """The letter as it leaves, so that it can be looked at before.

        Raises:
            UnfitAddressError: An address cannot be written to.
        """
        sender = letter.sender.address if letter.sender else _bare(self._sender)
        message = EmailMessage(policy=_POLICY)
        message["From"] = _shown(letter.sender) if letter.sender else self._sender
        message["To"] = _plain(letter.to)
        # As it is: where EmailMessage breaks a long Arabic subject in two, it loses the space there.
        message.set_raw("Subject", Header(" ".join(letter.subject.split()), header_name="Subject").encode())
        if letter.reply_to:
            message["Reply-To"] = _plain(letter.reply_to)
        if letter.at:
            message["Date"] = format_datetime(letter.at)
        domain = sender.rpartition("@")[2]
        message["Message-ID"] = f"<{letter.key}@{domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        if letter.html is not None:
            message.add_alternative(letter.html, subtype="html")
            _add_pictures(message, letter.pictures, domain)
        if letter.language:
            # Last: what is set before would go to the first of the parts.
            message["Content-Language"] = letter.language
        return Composed(sender, letter.to, message.as_bytes(), domain if letter.sender else None)

    def post(self, composed: Composed) -> None:
        """Hand exactly these bytes to the mail server.

        Raises:
            RemoteError: Temporary, unless the server refused it for good.
        """
        if self._server is None:
            raise RemoteError("No mail server is set (SMTP_URL).", temporary=False)
        try:
            with _connection(self._server, composed.greeting) as server:
                _log_in(server, self._server)
                server.sendmail(composed.sender, [composed.to], composed.raw)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            raise RemoteError(
                "The mail server refused the recipient.", temporary=min(codes, default=0) < _FINAL
            ) from error
        except smtplib.SMTPResponseException as error:
            raise RemoteError(
                f"The mail server answered {error.smtp_code}.", temporary=error.smtp_code < _FINAL
            ) from error
        except (smtplib.SMTPException, OSError) as error:
            raise RemoteError(f"The mail server did not take it ({type(error).__name__}).", temporary=True) from error


def _add_pictures(message: EmailMessage, pictures: tuple[Picture, ...], domain: str) -> None:
    page = message.get_body(("html",))
    if not pictures or not isinstance(page, MIMEPart):
        return
    for picture in pictures:
        page.add_related(
            picture.content,
            "image",
            "png",
            cid=f"<{picture.name}@{domain}>",
            disposition="inline",
            filename=f"{picture.name}.png",
        )


def _shown(sender: Sender) -> Address:
    return Address(display_name=sender.name, addr_spec=_plain(sender.address))


def _plain(address: str) -> str:
    """The bare address, if every mail server takes it.

    Raises:
        UnfitAddressError: It is none, or needs a server that takes letters beyond ASCII.
    """
    name, at, domain = address.rpartition("@")
    if not (name and at and domain and address.isascii() and address.isprintable() and not set(address) & set(" ,;<>")):
        raise UnfitAddressError("This e-mail address cannot be written to.")
    return address


def _bare(sender: str) -> str:
    return sender.rpartition("<")[2].rstrip("> ").strip()


def _connection(url: SplitResult, greeting: str | None) -> smtplib.SMTP:
    host, port = url.hostname or "", url.port or _PORTS[url.scheme]
    if url.scheme == "smtps":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, port, local_hostname=greeting, timeout=_SECONDS, context=context)
    return smtplib.SMTP(host, port, local_hostname=greeting, timeout=_SECONDS)


def _log_in(server: smtplib.SMTP, url: SplitResult) -> None:
    if url.scheme == "smtp+starttls":
        server.starttls(context=ssl.create_default_context())
    if url.username:
        server.login(unquote(url.username), unquote(url.password or ""))
