"""The mailbox: what is sent arrives whole, and can be read without doing anything."""

import gc
import re
import smtplib
import socket
from email.message import EmailMessage

import pytest

from sandbox.mailbox import Listener, Mailbox, create_app
from sandbox.store import Store

ARABIC = "تأكيد الطلب رقم ١٢"


def a_message(*, to="buyer@example.com", subject="Hello", text="Plain words.", html=""):
    message = EmailMessage()
    message["From"] = "Tajir <shop@example.com>"
    message["To"] = to
    message["Subject"] = subject
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message


def keep(mailbox, message):
    return mailbox.keep(message.as_bytes(), "shop@example.com", [message["To"]])


@pytest.fixture
def mailbox():
    return Mailbox()


@pytest.fixture
def listener(mailbox):
    with Listener(mailbox) as listener:
        yield listener


@pytest.fixture
def viewer(mailbox):
    return create_app(mailbox).test_client()


def send(listener, message, **options):
    with smtplib.SMTP(listener.host, listener.port, timeout=60) as smtp:
        smtp.send_message(message, **options)


def test_a_message_sent_over_smtp_is_kept(listener, mailbox):
    send(listener, a_message(subject=ARABIC, text="سلام\n", html="<p>سلام</p>"))

    letter = mailbox.wait_for(to="buyer@example.com")

    assert (letter.subject, letter.text, letter.html) == (ARABIC, "سلام\n", "<p>سلام</p>\n")
    assert (letter.sender, letter.recipients) == ("shop@example.com", ("buyer@example.com",))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", letter.received_at)


def test_the_envelope_counts_and_not_the_to_header(listener, mailbox):
    """A blind copy is in no header, and still has to be found by its address."""
    send(listener, a_message(), to_addrs=["hidden@example.com", "second@example.com"])

    letter = mailbox.wait_for(to="hidden@example.com")

    assert letter.recipients == ("hidden@example.com", "second@example.com")
    assert mailbox.letters(to="buyer@example.com") == []


def test_addresses_in_other_scripts_are_taken(listener, mailbox):
    message = a_message()
    send(listener, message, to_addrs=["مشتري@example.com"], mail_options=["SMTPUTF8"])

    assert mailbox.wait_for(to="مشتري").recipients == ("مشتري@example.com",)


def test_two_listeners_take_two_ports(listener):
    with Listener(Mailbox()) as other:
        assert 0 not in (listener.port, other.port)
        assert listener.port != other.port


def test_a_taken_port_is_refused_at_the_start(listener):
    with pytest.raises(OSError, match="address already in use"):
        Listener(Mailbox(), port=listener.port).start()


def test_a_stopped_listener_lets_go_of_its_port_and_its_clients(mailbox):
    listener = Listener(mailbox).start()
    with socket.create_connection((listener.host, listener.port), timeout=60) as client:
        assert client.recv(100).startswith(b"220 mailbox.sandbox")
        listener.stop()
        assert client.recv(100) == b""
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((listener.host, listener.port), timeout=60)


@pytest.mark.parametrize("greeted", [True, False])
@pytest.mark.filterwarnings("always::ResourceWarning")
def test_a_stopped_listener_leaves_no_socket_behind(mailbox, greeted, recwarn):
    """A socket that is left to the garbage collector is reported during some other test, or never."""
    for _ in range(10):
        listener = Listener(mailbox).start()
        with socket.create_connection((listener.host, listener.port), timeout=60) as client:
            if greeted:
                client.recv(100)
            listener.stop()
        del listener
        gc.collect()

    assert [str(warning.message) for warning in recwarn] == []


def test_a_listener_tells_its_address(listener):
    assert listener.url == f"smtp://127.0.0.1:{listener.port}"


def test_the_newest_letter_comes_first_and_the_oldest_goes():
    mailbox = Mailbox(limit=2)
    for subject in ("one", "two", "three"):
        keep(mailbox, a_message(subject=subject))

    assert [letter.subject for letter in mailbox.letters()] == ["three", "two"]
    assert mailbox.find("1") is None


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, 2),
        ({"to": "ALI"}, 1),
        ({"subject": "invoice"}, 1),
        ({"to": "ali", "subject": "Receipt"}, 0),
        ({"to": "carol"}, 0),
    ],
)
def test_letters_are_found_by_address_and_subject(mailbox, wanted, found):
    keep(mailbox, a_message(to="ali@example.com", subject="Your Invoice"))
    keep(mailbox, a_message(to="bob@example.com", subject="Receipt"))

    assert found == len(mailbox.letters(**wanted))


def test_nobody_waits_for_ever(mailbox):
    keep(mailbox, a_message())

    with pytest.raises(TimeoutError, match="carol"):
        mailbox.wait_for(to="carol", timeout_s=0.05)


def test_a_cleared_box_is_empty_and_counts_on(mailbox):
    keep(mailbox, a_message())
    mailbox.clear()

    assert mailbox.letters() == []
    assert keep(mailbox, a_message()).id == "2"


def test_letters_survive_a_restart_in_a_store(tmp_path):
    store = Store(tmp_path / "mail.json")
    mailbox = Mailbox(store, limit=2)
    for subject in ("one", "two", ARABIC):
        keep(mailbox, a_message(subject=subject))
    store.save()

    again = Mailbox(Store(tmp_path / "mail.json"))

    assert again.letters() == mailbox.letters()
    assert [letter.subject for letter in again.letters()] == [ARABIC, "two"]
    assert keep(again, a_message()).id == "4"


def test_a_letter_shows_its_links_once_each(mailbox):
    html = '<a href="https://a.example/?x=1&amp;y=2">go</a> <a href="https://b.example/">b</a>'
    letter = keep(mailbox, a_message(text="See https://b.example/, or https://c.example/end.", html=html))

    assert letter.links == ["https://b.example/", "https://c.example/end", "https://a.example/?x=1&y=2"]


@pytest.mark.parametrize(
    "raw", [b"", b"no headers at all", b"Content-Type: text/plain; charset=klingon\r\n\r\nwords \xff"]
)
def test_a_broken_letter_can_still_be_opened(mailbox, viewer, raw):
    letter = mailbox.keep(raw, "", ["x@example.com"])

    assert viewer.get("/").status_code == 200
    assert viewer.get(f"/messages/{letter.id}").status_code == 200
    assert viewer.get(f"/messages/{letter.id}/raw").data == raw


def test_the_list_links_to_every_letter_and_takes_no_markup_from_it(mailbox, viewer):
    keep(mailbox, a_message(subject="<script>alert(1)</script>"))
    keep(mailbox, a_message(subject=ARABIC))

    page = viewer.get("/").text

    assert 'href="/messages/1"' in page
    assert 'href="/messages/2"' in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script" not in page
    assert f'<strong dir="auto">{ARABIC}</strong>' in page


def test_the_list_can_be_narrowed(mailbox, viewer):
    keep(mailbox, a_message(to="ali@example.com", subject="For Ali"))

    assert "For Ali" in viewer.get("/?to=ali").text
    assert "No letter to that address." in viewer.get("/?to=bob").text


def test_a_letters_html_is_shown_in_a_frame_that_runs_nothing(mailbox, viewer):
    keep(mailbox, a_message(html="<p>Hi</p><script>alert(1)</script>"))

    page = viewer.get("/messages/1").text
    framed = viewer.get("/messages/1/html")

    frame = re.search(r"<iframe[^>]*>", page).group()
    permissions = re.search(r'sandbox="([^"]*)"', frame).group(1).split()
    assert 'src="/messages/1/html"' in frame
    assert set(permissions) == {"allow-popups", "allow-popups-to-escape-sandbox"}
    assert "alert(1)" not in page
    policy = framed.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox allow-popups")
    assert "default-src 'none'" in policy
    assert "script" not in policy
    assert framed.text.endswith("<p>Hi</p><script>alert(1)</script>\n")


def test_a_letter_page_shows_text_and_headers_in_their_own_direction(mailbox, viewer):
    message = a_message(subject=ARABIC, text=f"{ARABIC} <b>")
    message["X-Shop"] = "Tajir"
    keep(mailbox, message)

    page = viewer.get("/messages/1").text

    assert f'<pre dir="auto">{ARABIC} &lt;b&gt;' in page
    assert '<dt>X-Shop</dt><dd dir="auto">Tajir</dd>' in page
    assert f'<h1 dir="auto">{ARABIC}</h1>' in page
    assert "<iframe" not in page


def test_files_can_be_saved_under_their_plain_name(mailbox, viewer):
    message = a_message()
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="../../سلة/slip.pdf")
    keep(mailbox, message)

    saved = viewer.get("/messages/1/attachments/0")

    assert "slip.pdf" in viewer.get("/messages/1").text
    assert (saved.data, saved.content_type) == (b"%PDF-1.7", "application/pdf")
    assert saved.headers["Content-Disposition"] == "attachment; filename=slip.pdf"
    assert viewer.get("/messages/1/attachments/1").status_code == 404


@pytest.mark.parametrize("path", ["/messages/9", "/messages/9/html", "/messages/9/raw", "/api/messages/9"])
def test_a_letter_that_is_gone_is_not_found(viewer, path):
    assert viewer.get(path).status_code == 404


def test_the_pages_themselves_run_nothing(mailbox, viewer):
    keep(mailbox, a_message())

    for path in ("/", "/messages/1"):
        headers = viewer.get(path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_button_empties_the_mailbox(mailbox, viewer):
    keep(mailbox, a_message())

    assert "No letter has come yet." in viewer.post("/clear").text
    assert mailbox.letters() == []


def test_links_stay_below_the_prefix_it_is_mounted_at(mailbox, viewer):
    keep(mailbox, a_message(html="<p>x</p>"))

    assert 'href="/mailbox/messages/1"' in viewer.get("/", base_url="http://localhost/mailbox").text
    assert 'src="/mailbox/messages/1/html"' in viewer.get("/messages/1", base_url="http://localhost/mailbox").text


def test_the_json_routes_list_read_and_clear(mailbox, viewer):
    message = a_message(subject="Invoice", html='<a href="https://a.example/">x</a>')
    message.add_attachment(b"1234", maintype="application", subtype="pdf", filename="slip.pdf")
    keep(mailbox, a_message())
    keep(mailbox, message)

    listed = viewer.get("/api/messages").json
    letter = viewer.get("/api/messages/2").json

    assert [row["id"] for row in listed] == ["2", "1"]
    assert [row["id"] for row in viewer.get("/api/messages?subject=invoice").json] == ["2"]
    assert viewer.get("/api/messages?to=nobody").json == []
    assert set(listed[0]) == {"id", "received_at", "sender", "recipients", "subject"}
    assert {key: letter[key] for key in listed[0]} == listed[0]
    assert ["Subject", "Invoice"] in letter["headers"]
    assert letter["attachments"] == [{"name": "slip.pdf", "content_type": "application/pdf", "size": 4}]
    assert (letter["links"], letter["text"]) == (["https://a.example/"], "Plain words.\n")
    assert viewer.delete("/api/messages").status_code == 204
    assert viewer.get("/api/messages").json == []
