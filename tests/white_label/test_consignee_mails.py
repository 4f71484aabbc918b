"""The trader's own mail to a consignee: built without a server, and looked at as the bytes that leave."""

from __future__ import annotations

import email
import email.policy
import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from email.message import EmailMessage

import pytest
from PIL import Image, PngImagePlugin

from sandbox.mailbox.letters import Letter as Received
from shopify_app.core.mail import Composed, Letter, Mailer, Sender, UnfitAddressError
from shopify_app.core.money import Money
from shopify_app.white_label.faces import Address, Brand, Line
from shopify_app.white_label.leaks.collaboration import collaboration_words
from shopify_app.white_label.leaks.identities import Identity, Kind
from shopify_app.white_label.leaks.mails import leaks_in_mail
from shopify_app.white_label.leaks.watchlist import watch
from shopify_app.white_label.parcels.contacts import NONE, OTHER, TRADER, OrderContacts, whose_email, whose_phone
from shopify_app.white_label.parcels.mail_words import LANGUAGES, mail_words
from shopify_app.white_label.parcels.mails import Envelope, News, reply_address, shipping_mail
from shopify_app.white_label.parcels.rules import Tracking

AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
NEUTRAL = "parcels@delivery-notice.example"
WATCHLIST = watch(
    [
        Identity(Kind.NAME, "Desert Rose Trading", "the shop's name"),
        Identity(Kind.DOMAIN, "desert-rose.example", "the shop's address in the web"),
        Identity(Kind.NAME, "tajir", "this app's name"),
        *collaboration_words(),
    ]
)


def a_logo() -> bytes:
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", "Desert Rose Trading")
    out = io.BytesIO()
    Image.new("RGB", (1200, 300), "#7a1f3d").save(out, "PNG", pnginfo=told)
    return out.getvalue()


BRAND = Brand(
    "Dar Nadia",
    name_ar="دار نادية",
    colour="#7a1f3d",
    sender=Address("Dar Nadia", "1 Palm Street", "", "11564", "Riyadh", "SA"),
    contact="hello@dar-nadia.example",
    email="hello@dar-nadia.example",
    message="Made for you.",
    logo=a_logo(),
)
NEWS = News(
    number="1001",
    to_name="Omar Example",
    lines=(
        Line("Zellige tray", "TRAY-1", 2, Money(Decimal("120.50"), "SAR")),
        Line("طبق خزفي", "", 1, Money(Decimal(3000), "SAR")),
    ),
    carrier="Aramex",
    tracking=Tracking(("ARX-1",), ("https://www.aramex.com/track/ARX-1",)),
    language="en",
)
ENVELOPE = Envelope(NEUTRAL, "omar@example.com", "5f0c", "hello@dar-nadia.example")


def composed(brand: Brand = BRAND, news: News = NEWS, envelope: Envelope = ENVELOPE) -> Composed:
    return Mailer(None, "tajir <tajir@desert-rose.example>").compose(
        replace(shipping_mail(brand, news, envelope), at=AT)
    )


def parsed(raw: bytes) -> EmailMessage:
    return email.message_from_bytes(raw, _class=EmailMessage, policy=email.policy.default)


def received(raw: bytes) -> Received:
    return Received("1", "", NEUTRAL, ("omar@example.com",), raw)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_the_traders_in_every_language_and_tells_of_nobody_else(language: str):
    letter = composed(news=replace(NEWS, language=language))
    message, seen = parsed(letter.raw), received(letter.raw)
    name = "دار نادية" if language == "ar" else "Dar Nadia"

    assert leaks_in_mail(letter.raw, WATCHLIST) == ()
    assert message["From"].addresses[0].display_name == name
    assert (message["From"].addresses[0].addr_spec, letter.sender) == (NEUTRAL, NEUTRAL)
    assert (message["Reply-To"], message["Auto-Submitted"]) == ("hello@dar-nadia.example", "auto-generated")
    assert message["Message-ID"] == "<5f0c@delivery-notice.example>"
    assert (letter.greeting, message["Content-Language"]) == ("delivery-notice.example", language)
    assert message["Subject"] == mail_words(language)["subject"].format(brand=name)
    assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in seen.html
    for part in (seen.text, seen.html):
        for words in ("Omar Example", "1001", "Zellige tray", "طبق خزفي", "Aramex", "ARX-1", "Made for you."):
            assert words in part
        assert "120" not in part
        assert mail_words(language)["answer"] in part
    assert seen.links == ["https://www.aramex.com/track/ARX-1"]
    assert letter.raw.isascii()


def test_its_logo_comes_with_it_and_nothing_is_fetched():
    raw = composed().raw
    pictures = [part for part in parsed(raw).walk() if part.get_content_type() == "image/png"]

    assert [part["Content-ID"] for part in pictures] == ["<logo@delivery-notice.example>"]
    with Image.open(io.BytesIO(pictures[0].get_content())) as picture:
        assert (picture.size, picture.info) == ((480, 120), {})
    html = received(raw).html
    assert re.findall(r'src="([^"]+)"', html) == ["cid:logo@delivery-notice.example"]
    assert re.findall(r"url\(|<link|<script|<iframe", html) == []
    assert "Desert Rose" not in raw.decode("latin-1")


def test_without_logo_tracking_or_name_it_still_reads_well():
    brand = replace(BRAND, logo=None, message="", contact="+966 50 000 0100", email="")
    raw = composed(
        brand, replace(NEWS, to_name="", carrier="", tracking=Tracking(), lines=()), Envelope(*ENVELOPE_BARE)
    ).raw
    seen = received(raw)

    assert "Hello,\n" in seen.text
    assert "Reach us here: +966 50 000 0100" in seen.text
    assert seen.links == []
    assert "Tracking" not in seen.text
    assert parsed(raw)["Reply-To"] is None


ENVELOPE_BARE = (NEUTRAL, "omar@example.com", "5f0c")


@pytest.mark.parametrize(("language", "country"), [("en", "Saudi Arabia"), ("nb", "Saudi-Arabia"), ("ar", "السعودية")])
def test_the_senders_country_is_written_out_and_the_button_has_the_brands_colours(language: str, country: str):
    brand = replace(BRAND, colour="#7a1f3d", text_colour="#ffeecc")
    seen = received(composed(brand, replace(NEWS, language=language)).raw)

    assert country in seen.text
    assert country in seen.html
    assert "background-color:#7a1f3d;color:#ffeecc" in seen.html


def test_prices_are_shown_only_where_the_brand_shows_them():
    seen = received(composed(replace(BRAND, shows_prices=True)).raw)

    for part in (seen.text, seen.html):
        assert "120.50 SAR" in part
        assert "3,241.00 SAR" in part


@pytest.mark.parametrize(
    ("brand", "news", "where"),
    [
        ({"message": "Greetings from Desert  R o s e Trading"}, {}, "text body"),
        ({}, {"tracking": Tracking(("1",), ("https://track.desert-rose.example/1",))}, "link"),
        ({}, {"carrier": "Desert Rose Trading Express"}, "text body"),
        ({}, {"number": "DESERTROSETRADING-1001"}, "text body"),
        ({"name": "Desert Rose Trading"}, {}, "header From"),
        ({"message": "A wholesale order"}, {}, "text body"),
        ({"message": "By tajir"}, {}, "text body"),
    ],
)
def test_a_name_planted_anywhere_is_found_in_the_bytes(brand: dict[str, str], news: dict[str, object], where: str):
    raw = composed(replace(BRAND, **brand), replace(NEWS, **news)).raw  # type: ignore[arg-type]

    assert where in " ".join(one.where for one in leaks_in_mail(raw, WATCHLIST))


def test_what_was_typed_cannot_become_markup_or_a_header():
    brand = replace(BRAND, name='Dar <b>"Nadia"</b>', message='<img src="https://x.example/p.gif">')
    raw = composed(brand, replace(NEWS, to_name="Omar\r\nBcc: all@example.com")).raw
    seen = received(raw)

    assert '<img src="https' not in seen.html
    assert "&lt;b&gt;" in seen.html
    assert parsed(raw)["Bcc"] is None
    assert leaks_in_mail(raw, WATCHLIST) == ()


def test_a_name_as_long_as_a_domain_stays_whole_in_the_id():
    domain = "notices-about-parcels-that-are-on-their-way.a-very-long-domain-name.example"
    raw = composed(envelope=Envelope(f"parcels@{domain}", "omar@example.com", "a" * 32)).raw

    assert f"<{'a' * 32}@{domain}>".encode() in raw.replace(b"\r\n ", b"")


@pytest.mark.parametrize(
    "address", ["omar", "omar@", "ömar@example.com", "a@b, c@d", "omar@exam ple.com", "a@b\r\nX: y"]
)
def test_an_address_that_servers_do_not_take_is_refused(address: str):
    with pytest.raises(UnfitAddressError):
        Mailer(None, None).compose(Letter(address, "s", "t", "k", sender=Sender("Dar Nadia", NEUTRAL)))


@pytest.mark.parametrize(
    ("brand", "address"),
    [
        ({"email": "a@dar.example", "contact": "x"}, "a@dar.example"),
        ({"email": "", "contact": "a@dar.example"}, "a@dar.example"),
        ({"email": "", "contact": "a@dar.example · +966 5"}, None),
        ({"email": "", "contact": "+966 5"}, None),
    ],
)
def test_an_answer_goes_to_the_trader_where_the_brand_names_a_mailbox(brand: dict[str, str], address: str | None):
    assert reply_address(replace(BRAND, **brand)) == address  # type: ignore[arg-type]


def contacts(given: str | None, phone: str | None = None, own: str = "nadia@gmail.com") -> OrderContacts:
    return OrderContacts(1, given, phone, (own,), ("+966500000100",), "ar-SA", ())


@pytest.mark.parametrize(
    ("given", "own", "whose"),
    [
        (None, "nadia@gmail.com", NONE),
        ("", "nadia@gmail.com", NONE),
        ("Nadia@Gmail.com ", "nadia@gmail.com", TRADER),
        ("omar@gmail.com", "nadia@gmail.com", OTHER),
        ("hello@dar-nadia.example", "nadia@gmail.com", TRADER),
        ("stock@dar-nadia.example", "nadia@gmail.com", TRADER),
        ("omar@dar-nadia.example.com", "nadia@gmail.com", OTHER),
        ("omar@souq.example", "buyer@souq.example", TRADER),
    ],
)
def test_whose_the_orders_address_is(given: str | None, own: str, whose: str):
    assert whose_email(contacts(given, own=own), BRAND) == whose


@pytest.mark.parametrize(
    ("given", "whose"),
    [(None, NONE), ("0500000100", TRADER), ("00966 50 000 0100", TRADER), ("+966 55 123 4567", OTHER)],
)
def test_whose_the_orders_telephone_is(given: str | None, whose: str):
    assert whose_phone(contacts(None, given), BRAND) == whose
