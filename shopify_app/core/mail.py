"""Mail out: over TLS, or to this machine in the demo; each letter with an id by which a repetition is known."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from typing import TYPE_CHECKING, Self
from urllib.parse import SplitResult, unquote, urlsplit

from shopify_app.core.errors import RemoteError

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

_SECONDS = 20.0
# From here on a mail server means: never.
_FINAL = 500
_PORTS = {"smtps": 465, "smtp+starttls": 587, "smtp": 25}


@dataclass(frozen=True, slots=True)
class Letter:
    """A plain text to one person. `key` names the occasion: mail programs show a repeated id once."""

    to: str
    subject: str
    text: str
    key: str


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

    def send(self, letter: Letter) -> None:
        """Hand the letter to the mail server.

        Raises:
            RemoteError: Temporary, unless the server refused it for good.
        """
        if self._server is None:
            raise RemoteError("No mail server is set (SMTP_URL).", temporary=False)
        try:
            with _connection(self._server) as server:
                _log_in(server, self._server)
                server.send_message(self._message(letter))
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

    def _message(self, letter: Letter) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._sender, letter.to, letter.subject
        message["Message-ID"] = f"<{letter.key}@{self._sender.rpartition('@')[2].strip('> ')}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        return message


def _connection(url: SplitResult) -> smtplib.SMTP:
    host, port = url.hostname or "", url.port or _PORTS[url.scheme]
    if url.scheme == "smtps":
        return smtplib.SMTP_SSL(host, port, timeout=_SECONDS, context=ssl.create_default_context())
    return smtplib.SMTP(host, port, timeout=_SECONDS)


def _log_in(server: smtplib.SMTP, url: SplitResult) -> None:
    if url.scheme == "smtp+starttls":
        server.starttls(context=ssl.create_default_context())
    if url.username:
        server.login(unquote(url.username), unquote(url.password or ""))
