"""What staff type and upload of a brand: read strictly, and the logo drawn anew."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from shopify_app.white_label.brands.forms import BadBrandError, read_brand, read_how
from shopify_app.white_label.brands.logos import MOST_BYTES, BadLogoError, clean_logo
from shopify_app.white_label.faces import Address, Brand

FORM = {"name": " Dar  Nadia ", "colour": "#7A1F3D", "street": "1 Palm Street", "city": "Riyadh", "country": "sa"}


def a_png(width: int = 400, height: int = 200, **save: object) -> bytes:
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
        ("message", "x" * 401, "message is too long"),
    ],
)
def test_what_cannot_be_a_brand_gets_a_sentence(field: str, typed: str, why: str):
    with pytest.raises(BadBrandError, match=why):
        read_brand({**FORM, field: typed}, Brand(""))


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
        assert (picture.size, picture.info, picture.getpixel((5, 5))) == ((400, 200), {}, (0x7A, 0x1F, 0x3D, 0x80))


def test_a_logo_that_was_cleaned_stays_as_it_is():
    clean = clean_logo(a_png())

    assert clean_logo(clean) == clean


def bomb() -> bytes:
    """A PNG that says it has a hundred thousand pixels in either direction."""
    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 6, 0, 0, 0)
    chunk = b"IHDR" + head
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "not a PNG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a PNG"),
        (b"GIF89a" + bytes(50), "not a PNG"),
        (a_png()[:200], "not a PNG"),
        (bomb(), "not a PNG|at most"),
        (bytes(MOST_BYTES + 1), "too large"),
        (a_png(100, 100), "blurred"),
        (a_png(4001, 10), "4000 at most"),
    ],
)
def test_what_cannot_be_printed_gets_a_sentence(raw: bytes, why: str):
    with pytest.raises(BadLogoError, match=why):
        clean_logo(raw)
