"""What staff type and upload of a brand: read strictly, and the logo drawn anew."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from shopify_app.white_label.brands.countries import COUNTRIES, named_countries
from shopify_app.white_label.brands.forms import (
    MOST_PLACES,
    BadBrandError,
    read_brand,
    read_how,
    read_place,
    with_place,
    without_place,
)
from shopify_app.white_label.brands.logos import MOST_BYTES, BadLogoError, clean_logo
from shopify_app.white_label.documents.slip import slip_sheet
from shopify_app.white_label.faces import Address, Brand, Place
from shopify_app.white_label.proofs.samples import sample_shipment

FORM = {"name": " Dar  Nadia ", "colour": "#7A1F3D", "street": "1 Palm Street", "city": "Riyadh", "country": "sa"}


def a_png(width: int = 600, height: int = 300, **save: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (width, height), "#7a1f3d80").save(out, "PNG", **save)
    return out.getvalue()


def test_a_brand_is_read_from_the_form_and_keeps_its_logo():
    brand = read_brand(FORM, Brand("Before", logo=b"png"))

    assert brand == Brand(
        "Dar Nadia",
        colour="#7a1f3d",
        sender=Address("Dar Nadia", "1 Palm Street", city="Riyadh", country="SA"),
        logo=b"png",
    )


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        ("name", "  ", "needs a name"),
        ("name", "x" * 121, "name is too long"),
        ("name", "a\0b", "cannot be printed"),
        ("name", "a\u202eb", "cannot be printed"),
        ("name_ar", "Dar Nadia", "no Arabic letter"),
        ("colour", "red", "six digits"),
        ("colour", "#7a1f3d;", "six digits"),
        ("country", "SAU", "two letters"),
        ("country", "ZZ", "two letters"),
        ("returns_country", "XX", "two letters"),
        ("message", "x" * 401, "message is too long"),
        ("message_ar", "x" * 401, "message is too long"),
        ("message_fr", "a\u200bb", "cannot be printed"),
        ("text_colour", "white", "six digits"),
        ("text_colour", "#8a2f4d", "contrast is 1.2"),
        ("email", "hello", "looks like"),
        ("email", "a@b@c.example", "looks like"),
        ("email", "a@example.com, b@example.com", "looks like"),
        ("phone", "1234", "5 to 15 digits"),
        ("phone", "call me", "5 to 15 digits"),
        ("phone", "+1234567890123456", "5 to 15 digits"),
        ("website", "javascript:alert(1)", "looks like"),
        ("website", "https://example.com/?id=7", "after a \\? or #"),
        ("website", "example", "looks like"),
        ("sender_name", "x" * 121, "name is too long"),
    ],
)
def test_what_cannot_be_a_brand_gets_a_sentence_beside_its_field(field: str, typed: str, why: str):
    with pytest.raises(BadBrandError, match=why) as refused:
        read_brand({**FORM, field: typed}, Brand(""))
    assert list(refused.value.fields) == [field]


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(BadBrandError) as refused:
        read_brand({"name": "", "email": "x", "colour": "red"}, Brand(""))
    assert set(refused.value.fields) == {"name", "email", "colour"}


def test_everything_a_profile_can_say_is_read():
    typed = {
        "sender_name": "Dar Nadia Trading Est.",
        "returns_street": "9 Harbour Road",
        "returns_city": "Jeddah",
        "returns_country": "SA",
        "email": "hello@dar-nadia.example",
        "phone": "+٩٦٦ ١١ 234 5678",
        "website": "dar-nadia.example/",
        "message": "Made for you.",
        "message_ar": "صنع لك.",
        "message_nb": "Laget for deg.",
        "text_colour": "#FFFFFF",
        "shows_prices": "on",
    }
    brand = read_brand({**FORM, **typed}, Brand(""))

    assert brand.sender.name == "Dar Nadia Trading Est."
    assert brand.returns == Address("Dar Nadia", "9 Harbour Road", city="Jeddah", country="SA")
    assert brand.contact == "hello@dar-nadia.example · +966 11 234 5678 · dar-nadia.example"
    assert brand.messages == (("ar", "صنع لك."), ("nb", "Laget for deg."))
    assert (brand.text_colour, brand.shows_prices) == ("#ffffff", True)
    assert brand.towards("SA", "fr").message == "Made for you."


PLACE = {"destination": "fr", "street": "2 Rue Neuve", "city": "Lyon", "country": "FR"}


def test_a_destination_has_a_sender_and_perhaps_a_return_address_of_its_own():
    brand = Brand("Dar Nadia", sender=Address("Dar Nadia", "1 Palm Street"))
    plain = read_place(PLACE, brand)
    own = read_place({**PLACE, "returns_name": "Retours DN", "returns_city": "Paris"}, brand)

    assert plain == Place("FR", Address("Dar Nadia", "2 Rue Neuve", city="Lyon", country="FR"), None)
    assert own.returns == Address("Retours DN", city="Paris")
    assert with_place(brand, own).towards("FR", "en").returns == Address("Retours DN", city="Paris")
    assert with_place(brand, own).towards("SA", "en").sender == brand.sender


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"destination": ""}, "destination"),
        ({"destination": "XX"}, "destination"),
        ({"street": "", "city": "", "country": ""}, "street"),
        ({"city": "x" * 121}, "city"),
        ({"returns_country": "QQ"}, "returns_country"),
    ],
)
def test_what_cannot_be_a_destination_gets_a_sentence_beside_its_field(changes: dict[str, str], field: str):
    with pytest.raises(BadBrandError) as refused:
        read_place({**PLACE, **changes}, Brand("Dar Nadia"))
    assert list(refused.value.fields) == [field]


def test_a_country_is_a_destination_once_and_there_are_thirty_at_most():
    brand = with_place(Brand("Dar Nadia"), read_place(PLACE, Brand("Dar Nadia")))
    with pytest.raises(BadBrandError, match="already"):
        with_place(brand, brand.places[0])
    moved = with_place(brand, Place("BE", Address("Dar Nadia")), instead_of="FR")
    assert [one.country for one in moved.places] == ["BE"]
    assert without_place(moved, "BE").places == ()

    codes = [code for code in COUNTRIES if code != "SA"][:MOST_PLACES]
    full = Brand("Dar Nadia", places=tuple(Place(code, Address("Dar Nadia")) for code in codes))
    with pytest.raises(BadBrandError, match="30 destinations"):
        with_place(full, Place("SA", Address("Dar Nadia")))


def test_addresses_in_the_brands_name_follow_it_when_it_changes():
    before = Brand(
        "Dar Nadia", places=(Place("FR", Address("Dar Nadia", "2 Rue Neuve"), Address("Retours", "3 Quai")),)
    )
    (place,) = read_brand({**FORM, "name": "Bayt Nadia"}, before).places

    assert (place.sender.name, place.returns) == ("Bayt Nadia", Address("Retours", "3 Quai"))


@pytest.mark.parametrize(("typed", "why"), [("", "Say how"), ("x" * 301, "too long"), ("a\0b", "cannot be printed")])
def test_an_approval_says_how_it_came(typed: str, why: str):
    with pytest.raises(BadBrandError, match=why):
        read_how(typed)


def test_of_a_logo_only_the_picture_is_kept():
    told = PngInfo()
    told.add_text("Software", "Atlas Souq Designer")
    told.add_itxt("Author", "Atlas Souq")
    exif = Image.Exif()
    exif[0x010E] = "Atlas Souq"
    clean = clean_logo(a_png(pnginfo=told, exif=exif) + b"Atlas Souq")

    assert b"Atlas" not in clean
    with Image.open(io.BytesIO(clean)) as picture:
        assert (picture.size, picture.info, picture.getpixel((5, 5))) == ((600, 300), {}, (0x7A, 0x1F, 0x3D, 0x80))


def test_a_logo_that_was_cleaned_stays_as_it_is():
    clean = clean_logo(a_png())

    assert clean_logo(clean) == clean


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def bomb(side: int = 100_000, *, whole: bool = False) -> bytes:
    """A PNG that says it has so many pixels in either direction; cut off after that, or with all its parts."""
    head = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0))
    return head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"") if whole else head


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "not a PNG"),
        (b"GIF89a" + bytes(50), "a GIF. Save the logo as PNG"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "a JPEG. Save the logo as PNG"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "a WebP. Save the logo as PNG"),
        (b"%PDF-1.7", "a PDF. Save the logo as PNG"),
        (a_png()[:200], "not a PNG"),
        (bomb(), "not a PNG|at most"),
        *((bomb(side, whole=True), "not a PNG|at most") for side in (5_000, 11_000, 60_000)),
        (bytes(MOST_BYTES + 1), "too large"),
        (a_png(100, 100), "blurred"),
        # 24 mm high and 48 wide at 300 dots an inch.
        (a_png(566, 283), "bring one of 567 × 284 pixels"),
        (a_png(800, 100), "bring one of 1040 × 130"),
        (a_png(4001, 10), "4000 at most"),
    ],
)
def test_what_cannot_be_printed_gets_a_sentence(raw: bytes, why: str):
    with pytest.raises(BadLogoError, match=why):
        clean_logo(raw)


def test_every_country_has_a_name_to_be_found_by():
    named = named_countries()

    assert [name for _, name in named][:3] == ["Afghanistan", "Åland Islands", "Albania"]
    assert ("MA", "Morocco") in named
    assert [code for code, name in named if code == name] == []
    assert len(named) == len(COUNTRIES) == 249


def test_the_text_colour_that_was_chosen_is_printed_and_else_the_better_read():
    shipment = sample_shipment("en")
    chosen, better = (slip_sheet(Brand("Dar Nadia", text_colour=colour), shipment) for colour in ("#ffeedd", ""))

    assert (chosen.values["accent"]["text"], better.values["accent"]["text"]) == ("#ffeedd", "#ffffff")
