"""Mail out, to a real mail server on this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from sandbox.mailbox.box import Mailbox
from sandbox.mailbox.listener import Listener
from shopify_app.core.errors import RemoteError
from shopify_app.core.mail import Letter, Mailer
from tests.product import free_port

LETTER = Letter("shop@example.com", "Order #1001 is held – متجر", "Below the minimum.\n", "hold-1-1")
SENDER = "tajir <tajir@mail.example.com>"
Serve = Callable[..., str]


class Grumpy:
    """A mail server that answers as it is told."""

    def __init__(self, rcpt: str, data: str) -> None:
        self._rcpt, self._data = rcpt, data

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """aiosmtpd's name for the moment when a recipient is named."""
        if self._rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self._rcpt

    async def handle_DATA(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:
        """aiosmtpd's name for the moment when a message is complete."""
        return self._data


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start a mail server with these answers; gives its address."""
    started = []

    def start(rcpt: str = "250 ok", data: str = "250 ok", **options: Any) -> str:
        controller = Controller(Grumpy(rcpt, data), hostname="127.0.0.1", port=free_port(), **options)
        controller.start()
        started.append(controller)
        return f"127.0.0.1:{controller.port}"

    yield start
    for controller in started:
        controller.stop()


def refused(url: str) -> RemoteError:
    with pytest.raises(RemoteError) as caught:
        Mailer(url, SENDER).send(LETTER)
    return caught.value


def test_a_letter_arrives_whole():
    box = Mailbox()
    with Listener(box) as listener:
        Mailer(listener.url, SENDER).send(LETTER)
        letter = box.wait_for(to="shop@example.com")
    headers = dict(letter.headers)

    assert (letter.subject, letter.text) == (LETTER.subject, LETTER.text)
    assert (headers["From"], headers["Auto-Submitted"]) == (SENDER, "auto-generated")


@pytest.mark.parametrize(
    "subject",
    [
        "متجر وردة الصحراء للعطور: كيف ستبدو الطرود المرسلة باسمك قريبًا",
        "Påminnelse fra Rosée du Désert: slik vil pakker i ditt navn se ut",
        "Order #1001 " * 20,
        "Bcc: all@example.com\r\nBcc: all@example.com",
    ],
)
def test_a_long_subject_keeps_its_words_apart_and_is_one_line(subject: str):
    box = Mailbox()
    with Listener(box) as listener:
        Mailer(listener.url, SENDER).send(Letter("shop@example.com", subject, "x\n", "hold-1-1"))
        letter = box.wait_for(to="shop@example.com")

    assert letter.subject == " ".join(subject.split())
    assert "Bcc" not in dict(letter.headers)


def test_the_same_occasion_has_the_same_id_so_that_a_repetition_is_known():
    box = Mailbox()
    with Listener(box) as listener:
        for _ in range(2):
            Mailer(listener.url, SENDER).send(LETTER)

    assert {dict(letter.headers)["Message-ID"] for letter in box.letters()} == {"<hold-1-1@mail.example.com>"}


@pytest.mark.parametrize(
    ("answers", "temporary"),
    [
        ({"rcpt": "550 no such person"}, False),
        ({"rcpt": "451 later"}, True),
        ({"data": "554 no"}, False),
        ({"data": "451 later"}, True),
    ],
)
def test_the_servers_answer_decides_whether_to_try_again(serve: Serve, answers: dict[str, str], temporary: bool):
    error = refused(f"smtp://{serve(**answers)}")

    assert error.temporary is temporary
    assert "example.com" not in str(error)


def test_a_server_that_is_away_is_tried_again():
    assert refused(f"smtp://127.0.0.1:{free_port()}").temporary


def test_nothing_is_sent_in_the_clear_where_tls_was_asked_for(serve: Serve):
    """A server that does not offer STARTTLS, or an attacker who hides it, gets no letter."""
    error = refused(f"smtp+starttls://{serve()}")

    assert "did not take it" in str(error)


def test_without_a_server_there_is_no_way_out():
    mailer = Mailer(None, None)

    assert not mailer.can_send
    with pytest.raises(RemoteError, match="SMTP_URL"):
        mailer.send(LETTER)
