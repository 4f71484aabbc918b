"""The packing slip: complete, in the buyer's language, in the trader's name alone, and the same again for the same."""

from __future__ import annotations

import hashlib
import io
import re
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import ContentStream

from shopify_app.core.errors import InvalidInputError
from shopify_app.core.money import CurrencyMismatchError, Money
from shopify_app.white_label.documents.colours import BadColourError, contrast, text_in, text_on
from shopify_app.white_label.documents.logos import UnreadableLogoError
from shopify_app.white_label.documents.slip import NoPriceError, Paper, packing_slip, slip_sheet
from shopify_app.white_label.documents.texts import breakable, clean, is_right_to_left
from shopify_app.white_label.documents.typesetting import MissingGlyphsError
from shopify_app.white_label.documents.words import amount_in, date_in, words_in
from shopify_app.white_label.faces import Address, Line, Shipment
from tests.white_label.printed import a_brand, a_line, a_logo, a_shipment, places_of, read, text_of

ROOT = Path(__file__).parents[2]
LANGUAGES = {
    "en": ("PACKING SLIP", "Saudi Arabia"),
    "fr": ("BON DE LIVRAISON", "Arabie saoudite"),
    "nb": ("PAKKSEDDEL", "Saudi-Arabia"),
}


def fonts_of(slip: bytes) -> dict[str, Any]:
    pages = read(slip).pages
    fonts = [one.get_object() for page in pages for one in page["/Resources"]["/Font"].values()]
    return {str(font["/BaseFont"]).partition("+")[2]: font for font in fonts}


def glyphs_of(slip: bytes) -> Iterator[int]:
    """Every glyph shown, by its number; 0 is what a missing letter looks like."""
    reader = read(slip)
    for page in reader.pages:
        for operands, operator in ContentStream(page.get_contents(), reader).operations:
            if operator in {b"Tj", b"TJ"}:
                parts = operands[0] if operator == b"TJ" else operands
                shown = b"".join(one.original_bytes for one in parts if hasattr(one, "original_bytes"))
                yield from (int.from_bytes(shown[at : at + 2]) for at in range(0, len(shown), 2))


class TestWhatIsPrinted:
    @pytest.mark.parametrize("language", ["en", "ar", "fr", "nb"])
    def test_goods_that_go_back_elsewhere_are_not_sent_to_the_sender(self, language: str):
        sender, returns = Address("Maison", "King Fahd Road 1423"), Address("Maison", "9 Harbour Road")
        words, shipment = words_in(language), a_shipment(language=language)
        apart, alike = (
            slip_sheet(a_brand(sender=sender, returns=one).towards("SA", language), shipment).values
            for one in (returns, None)
        )

        assert [one["text"] for one in apart["returns"]] == ["Maison", "9 Harbour Road"]
        assert alike["returns"] == []
        assert words["sender_alone"] != words["sender"]
        assert "9 Harbour Road" in text_of(packing_slip(a_brand(sender=sender, returns=returns), shipment))

    @pytest.mark.parametrize(("language", "fixed"), LANGUAGES.items())
    def test_everything_the_parcel_needs(self, language: str, fixed: tuple[str, ...]):
        text = text_of(packing_slip(a_brand(logo=a_logo()), a_shipment(a_line(), language=language)))

        asked = [
            "Maison Rosée",
            "#1001",
            *("Noura Al-Harbi", "7421 Prince Sultan St", "Al Zahra", "23424 Jeddah"),
        ]
        asked += [
            "King Fahd Road 1423",
            "12214 Riyadh",
            "Oud Royal",
            "OR-050",
            "Sealed by hand.",
            "care@maison.example",
        ]
        assert [one for one in [*asked, *fixed, date_in(language, date(2026, 11, 3))] if one not in text] == []

    def test_in_arabic_the_arabic_name_stands_first(self):
        slip = packing_slip(a_brand(), a_shipment(a_line("عود ملكي Amber"), language="ar"))
        text = text_of(slip)

        # Readers give an Arabic line's words in the order of sight, so each is looked for by itself.
        words = "قائمة المحتويات ميزون روزيه الكمية نوفمبر عود ملكي المرسل وعنوان الإرجاع التسليم إلى عدد القطع"
        assert [word for word in words.split() if word not in text] == []
        assert text.index("ميزون") < text.index("Maison Rosée")
        assert "Amber" in text

    def test_an_arabic_page_runs_from_right_to_left(self):
        """The quantity is the first column, so in Arabic it stands right of the goods, and in English left."""
        english, arabic = (a_shipment(a_line(quantity=77), language=language) for language in ("en", "ar"))

        assert self.place_of("Oud", english) > self.place_of("77", english)
        assert self.place_of("Oud", arabic) < self.place_of("77", arabic)

    def place_of(self, wanted: str, shipment: Shipment) -> float:
        page = read(packing_slip(a_brand(), replace(shipment, number="A"))).pages[0]
        return next(place for text, place in places_of(page) if text.startswith(wanted))

    def test_another_language_is_english(self):
        assert "PACKING SLIP" in text_of(packing_slip(a_brand(), a_shipment(language="ja")))

    def test_arabic_letters_come_from_our_arabic_font_and_none_is_missing(self):
        slip = packing_slip(a_brand(), a_shipment(a_line("عود ملكي فاخر"), language="ar"))

        assert set(fonts_of(slip)) <= {f"{name}-{cut}" for name in ("EBGaramond", "ElMessiri") for cut in CUTS}
        arabic = fonts_of(slip)["ElMessiri-Regular"]["/ToUnicode"].get_data()
        assert b"0639" in arabic  # ain
        assert len(set(glyphs_of(slip))) > 30
        assert 0 not in glyphs_of(slip)

    def test_a_parcel_without_goods_is_no_error(self):
        nothing = replace(a_shipment(), lines=())

        assert "PIECES 0" in text_of(packing_slip(a_brand(shows_prices=True), nothing))

    def test_a_size_for_every_paper(self):
        sizes = {paper: read(packing_slip(a_brand(), a_shipment(), paper)).pages[0].mediabox for paper in Paper}
        inches = {
            paper: (round(float(box.width) / 72, 2), round(float(box.height) / 72, 2)) for paper, box in sizes.items()
        }

        assert inches == {Paper.A4: (8.27, 11.69), Paper.A6: (4.13, 5.83), Paper.LABEL: (4, 6)}

    @pytest.mark.parametrize("paper", Paper)
    def test_an_ordinary_slip_is_one_page_without_a_page_number(self, paper: Paper):
        slip = packing_slip(a_brand(logo=a_logo()), a_shipment(), paper)

        assert len(read(slip).pages) == 1
        assert "1/1" not in text_of(slip)

    @pytest.mark.parametrize("paper", Paper)
    def test_a_thousand_lines_flow_over_numbered_pages(self, paper: Paper):
        lines = [a_line(f"Goods {number}", f"S-{number}", 1) for number in range(1000)]
        pages = read(packing_slip(a_brand(), a_shipment(*lines), paper)).pages
        texts = [page.extract_text() for page in pages]

        assert all(f"{number}/{len(pages)}" in text for number, text in enumerate(texts, 1))
        seen = re.findall(r"Goods (\d+)", "\n".join(texts))
        assert [int(number) for number in seen] == list(range(1000))

    def test_long_titles_wrap_even_without_a_space(self):
        title = "https://" + "x" * 200
        slip = packing_slip(a_brand(), a_shipment(a_line(title)), Paper.LABEL)
        places = [place for _, place in places_of(read(slip).pages[0])]

        assert title in text_of(slip).replace("\n", "")
        assert max(len(line) for line in text_of(slip).splitlines()) < 60
        assert 0 <= min(places) <= max(places) < 4 * 72


CUTS = ("Regular", "SemiBold")


class TestPrices:
    def test_of_one_of_the_line_and_of_all(self):
        lines = a_line(quantity=3, price="1420.50"), a_line("Rose", price="0.10", quantity=1)
        text = text_of(packing_slip(a_brand(shows_prices=True), a_shipment(*lines)))

        assert [one for one in ("1,420.50", "4,261.50", "0.10", "4,261.60 SAR") if one not in text] == []

    @pytest.mark.parametrize("language", ["en", "ar", "fr", "nb"])
    def test_a_hidden_price_leaves_no_digit(self, language: str):
        slip = packing_slip(a_brand(), a_shipment(a_line(price="987654.32"), language=language))
        bare = packing_slip(a_brand(), a_shipment(a_line(price=None), language=language))

        assert slip == bare
        assert "987" not in text_of(slip)

    @pytest.mark.parametrize(
        ("language", "written"), [("en", "1,234,567.50"), ("ar", "1,234,567.50"), ("fr", "1 234 567,50")]
    )
    def test_are_written_as_the_language_writes_them(self, language: str, written: str):
        assert amount_in(language, Money(Decimal("1234567.5"), "SAR")).replace("\u00a0", " ") == written

    def test_keep_every_digit_and_the_currencys_own(self):
        assert amount_in("en", Money(Decimal("1.2345"), "SAR")) == "1.2345"
        assert amount_in("en", Money(Decimal(1), "KWD")) == "1.000"

    def test_one_that_is_missing_is_an_error(self):
        with pytest.raises(NoPriceError):
            packing_slip(a_brand(shows_prices=True), a_shipment(a_line(price=None)))

    def test_several_currencies_have_no_total(self):
        lines = a_line(), Line("Rose", "", 1, Money(Decimal(1), "AED"))

        with pytest.raises(CurrencyMismatchError):
            packing_slip(a_brand(shows_prices=True), a_shipment(*lines))


MARKUP = [
    '#import "@preview/x:1.0.0": *',
    "#panic(1)",
    "#{sys.inputs}",
    "$x^2$ and *bold* _it_ `raw`",
    "@ref <label> = Heading",
    r"back\slash \u{1F600} \" '",
    '"}], "shows_prices": true',
    "// comment /* more */",
    "~ -- --- ... 'quoted'",
    "https://example.com/a",
    "[x](y) & <b>bold</b> %PDF",
]


class TestWhatPeopleType:
    @pytest.mark.parametrize("typed", MARKUP)
    def test_markup_is_text(self, typed: str):
        everywhere = Address(typed, typed, typed, typed, typed, "SA")
        brand = a_brand(name=typed, sender=everywhere, contact=typed, message=typed)
        text = text_of(packing_slip(brand, a_shipment(a_line(typed, typed), to=everywhere, number=typed))).replace(
            "\n", ""
        )

        # name, two addresses of five parts, contact, message, number, title, SKU; a line's end may take a space
        assert text.replace(" ", "").count(typed.replace(" ", "")) == 16
        assert "PIECES2" in text.replace(" ", "")

    @pytest.mark.parametrize(
        "one", ["\x00", "\x1b", "\u202e", "\u2066", "\u200f", "\ufeff", "\ud800", "\u00ad", "\u0007"]
    )
    def test_what_cannot_be_seen_changes_nothing(self, one: str):
        plain, typed = (
            a_shipment(a_line(f"Oud {seen}Royal"), number=f"10{unseen}01") for seen, unseen in (("", ""), (one, one))
        )

        assert packing_slip(a_brand(), typed) == packing_slip(a_brand(), plain)

    @pytest.mark.parametrize(
        ("typed", "seen"),
        [
            (" a\n\tb\u2028c ", "a b c"),
            ("e\u0301", "é"),
            ("می\u200cخواهم", "می\u200cخواهم"),
            ("a\u200db", "ab"),
            ("\u202eabc", "abc"),
            ("\x00", ""),
            ("\u06dd1", "\u06dd1"),
        ],
    )
    def test_is_one_line_of_visible_characters(self, typed: str, seen: str):
        assert clean(typed) == seen

    def test_every_invisible_character_of_unicode_is_known(self):
        """They are looked for in one go; Unicode's own word for each is asked here."""
        spared = {"\u200c", "\u200d"}
        unseen = [
            one
            for one in map(chr, range(sys.maxunicode + 1))
            if unicodedata.category(one) in {"Cc", "Cs", "Cf"} and unicodedata.bidirectional(one) != "AN"
        ]

        assert [one for one in unseen if one not in spared and clean(f"a{one}b") not in {"ab", "a b"}] == []
        assert clean("\u06dd1 \u08e2") == "\u06dd1 \u08e2"

    @pytest.mark.parametrize(
        ("text", "rtl"), [("Oud عود", False), ("عود Oud", True), ("(12) عود", True), ("12", False)]
    )
    def test_its_first_letter_gives_its_direction(self, text: str, rtl: bool):
        assert is_right_to_left(text) is rtl

    def test_only_long_words_may_be_broken(self):
        assert breakable("a 14-letters-ok b") == "a 14-letters-ok b"
        assert breakable("x" * 30).split("\u200b") == ["x" * 14, "x" * 14, "xx"]

    def test_letters_no_font_has_are_named(self):
        with pytest.raises(MissingGlyphsError, match=r"漢 \(U\+6F22\), 字 \(U\+5B57\)"):
            packing_slip(a_brand(), a_shipment(a_line("漢字漢")))

    def test_pictures_no_font_has_are_left_out(self):
        slip = packing_slip(a_brand(), a_shipment(a_line("Oud 🎁👩🏽‍🎤 Royal")))

        assert re.search("Oud +Royal", text_of(slip))
        assert not set("🎁👩🏽🎤") & set(text_of(slip))

    def test_other_alphabets_are_printed(self):
        assert "Москва Ελλάδα Nguyễn" in text_of(packing_slip(a_brand(), a_shipment(a_line("Москва Ελλάδα Nguyễn"))))


class TestTheFile:
    def test_calls_itself_by_the_language_and_the_number_and_names_the_brand_alone(self):
        known = read(packing_slip(a_brand(), a_shipment(language="fr"))).metadata

        assert known is not None
        assert (known.title, known.author) == ("Bon de livraison #1001", "Maison Rosée")
        assert re.fullmatch(r"Typst [\d.]+", known.creator or "")
        assert set(known) == {"/Title", "/Author", "/Creator", "/CreationDate", "/ModDate"}
        assert {known["/CreationDate"], known["/ModDate"]} == {"D:20261103000000Z"}

    def test_holds_nothing_of_ours_nor_of_the_machine(self):
        reader = read(packing_slip(a_brand(logo=a_logo(comment="SECRET")), a_shipment()))
        streams = [one.get_data() for one in all_objects(reader) if hasattr(one, "get_data")]
        held = b"\n".join([*streams, reader.stream.getvalue(), *(repr(one).encode() for one in all_objects(reader))])

        assert len(streams) > 5
        assert [
            one for one in (b"tajir", b"sheets-", b"/tmp", b"secret", b"slip.typ", b"logo.png") if one in held.lower()
        ] == []

    def test_is_pdf_a(self):
        reader = read(packing_slip(a_brand(), a_shipment()))
        xmp = reader.xmp_metadata

        assert xmp is not None
        told = xmp.stream.get_data()
        assert b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>" in told
        assert "/OutputIntents" in reader.root_object

    def test_is_the_same_from_another_process(self):
        here = [hashlib.sha256(sample(language)).hexdigest() for language in ("en", "ar")]
        code = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import test_documents as t, hashlib\n"
        code += "print(*(hashlib.sha256(t.sample(language)).hexdigest() for language in ('en', 'ar')))"
        run = partial(
            subprocess.run, [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
        )

        assert run(env={"PYTHONPATH": str(ROOT), "TZ": "Asia/Riyadh"}).stdout.split() == here

    def test_is_the_same_whatever_was_printed_before(self):
        first = sample("en")
        packing_slip(a_brand(logo=None, colour="#ffffff"), a_shipment(language="ar"), Paper.LABEL)

        assert sample("en") == first

    def test_is_the_same_from_many_threads(self):
        """Each slip with its own logo: they go through one file."""
        alone = {width: packing_slip(a_brand(logo=a_square(width)), a_shipment()) for width in range(300, 308)}
        together: dict[int, bytes] = {}

        def make(width: int) -> None:
            for _ in range(3):
                together[width] = packing_slip(a_brand(logo=a_square(width)), a_shipment())

        threads = [threading.Thread(target=make, args=(width,)) for width in alone]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert together == alone

    def test_is_refused_after_a_fork_instead_of_never_coming(self):
        code = """
import os, sys
from test_documents import sample
from shopify_app.white_label.documents.typesetting import ForkedError
sample("en")
child = os.fork()
if child == 0:
    try:
        sample("en")
    except ForkedError:
        sys.exit(7)
ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
sample("en")  # the child took nothing away when it ended
sys.exit(ended)
"""
        path = f"{ROOT}:{Path(__file__).parent}"
        run = subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": path}, timeout=60, check=False)

        assert run.returncode == 7


def sample(language: str) -> bytes:
    lines = a_line("عود ملكي", quantity=3), a_line("Rose Taïf", sku="")
    return packing_slip(a_brand(logo=a_logo(), shows_prices=True), a_shipment(*lines, language=language))


def a_square(width: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, width), (width % 256, 0, 0)).save(file, "PNG")
    return file.getvalue()


def all_objects(reader: PdfReader) -> list[Any]:
    return [reader.get_object(number) for number in range(1, reader.trailer["/Size"])]


class TestLogoAndColour:
    @pytest.mark.parametrize("broken", [b"", b"GIF89a", a_logo()[:30], a_logo()[:200], a_logo()[:40] + b"x" * 400])
    def test_a_broken_logo_is_an_error_that_says_so(self, broken: bytes):
        with pytest.raises(UnreadableLogoError, match=r"^The logo cannot be printed"):
            packing_slip(a_brand(logo=broken), a_shipment())

    def test_a_huge_logo_is_refused_before_it_is_unpacked(self):
        huge = bytearray(a_logo())
        huge[16:24] = (60_000).to_bytes(4) * 2

        with pytest.raises(UnreadableLogoError, match="60000 × 60000"):
            packing_slip(a_brand(logo=bytes(huge)), a_shipment())

    def test_after_an_error_the_next_slip_is_as_ever(self):
        before = sample("en")
        with pytest.raises(InvalidInputError):
            packing_slip(a_brand(logo=a_logo()[:200]), a_shipment())

        assert sample("en") == before

    @pytest.mark.parametrize("height", [40, 3000])
    def test_a_logo_of_any_shape_keeps_to_its_place(self, height: int):
        file = io.BytesIO()
        Image.new("RGB", (3000 if height == 40 else 300, height)).save(file, "PNG")

        assert len(read(packing_slip(a_brand(logo=file.getvalue()), a_shipment(), Paper.LABEL)).pages) == 1

    @pytest.mark.parametrize(("paper", "most"), [(Paper.A4, (1390, 380)), (Paper.LABEL, (730, 255))])
    def test_a_large_logo_has_as_many_dots_as_can_be_seen_and_stands_on_white(
        self, paper: Paper, most: tuple[int, int]
    ):
        file = io.BytesIO()
        picture = Image.new("RGBA", (3600, 1200), (255, 0, 0, 0))
        picture.paste((122, 31, 61, 255), (0, 0, 1800, 1200))
        picture.save(file, "PNG")
        slip = packing_slip(a_brand(logo=file.getvalue()), a_shipment(), paper)
        [printed] = [one.image for one in read(slip).pages[0].images]

        assert printed is not None
        assert printed.width <= most[0]
        assert printed.height <= most[1]
        assert printed.width > most[0] * 0.8
        assert printed.convert("RGBA").getpixel((2, 2)) == (122, 31, 61, 255)
        assert printed.convert("RGBA").getpixel((printed.width - 2, 2)) == (255, 255, 255, 255)

    @pytest.mark.parametrize("colour", ["", "red", "#12345", "#1234567", '#000") #panic(', "#gggggg", "#١٢٣٤٥٦"])
    def test_a_bad_colour_is_an_error_that_says_so(self, colour: str):
        with pytest.raises(BadColourError, match="a colour is # and six digits"):
            packing_slip(a_brand(colour=colour), a_shipment())

    @pytest.mark.parametrize("colour", ["#000000", "#ffffff", "#7a1f3d", "#ffd700", "#777777", "#00ff00", "#808080"])
    def test_text_on_a_colour_can_be_read_and_so_can_text_on_paper(self, colour: str):
        assert contrast(colour, text_on(colour)) >= 4
        assert contrast("#ffffff", text_in(colour)) >= 4.5


@pytest.mark.parametrize(
    ("language", "day", "written"),
    [
        ("en", date(2026, 11, 3), "3 November 2026"),
        ("ar", date(2026, 1, 31), "31 يناير 2026"),
        ("fr", date(2026, 8, 1), "1er août 2026"),
        ("nb", date(2026, 5, 17), "17. mai 2026"),
    ],
)
def test_a_date_is_written_as_the_language_writes_it(language: str, day: date, written: str):
    assert date_in(language, day) == written
