"""Every place of every carrier in which a name can stand is searched, and what cannot be searched blocks."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from email.mime.application import MIMEApplication
from email.mime.message import MIMEMessage
from email.mime.text import MIMEText

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from shopify_app.white_label.documents.slip import packing_slip
from shopify_app.white_label.faces import Address, Brand, Line, Shipment
from shopify_app.white_label.leaks.collaboration import collaboration_words
from shopify_app.white_label.leaks.files import leaks_in_file
from shopify_app.white_label.leaks.identities import Finding, Identity, Kind, UnreadableCarrierError
from shopify_app.white_label.leaks.images import leaks_in_image
from shopify_app.white_label.leaks.mails import leaks_in_mail
from shopify_app.white_label.leaks.portable import leaks_in_pdf
from shopify_app.white_label.leaks.raw import inflate
from shopify_app.white_label.leaks.watchlist import watch
from tests.white_label.carriers import JPEGS, MAILS, PDFS, PNGS, SVGS, Pdf, jpeg, mail, pdf_string, png, stream, svg

LIST = watch(
    [
        Identity(Kind.NAME, "Atlas Souq", "the shop's name"),
        Identity(Kind.NAME, "سوق الأطلس", "the shop's Arabic name"),
        Identity(Kind.PHONE, "+966 55 123 4567", "the shop's phone"),
    ]
)
# One for each way of hiding that a carrier can carry. Keys of PNG hold Latin only and no line breaks.
HIDDEN = {
    "plain": "Atlas Souq",
    "broken": "At las-So uq",
    "Cyrillic": "Аtlаs Sоuq",
    "zero width": "Atl\u200bas S\u200bouq",
    "Arabic": "سُوق الاطلـس",
    "visual order": "سوق الأطلس"[::-1],
    "phone": "٠٥٥١٢٣٤٥٦٧",
}
CARRIERS: dict[str, tuple[Callable[..., tuple[Finding, ...]], Callable[[str], bytes]]] = {
    **{f"PNG: {name}": (leaks_in_image, build) for name, build in PNGS.items()},
    **{f"JPEG: {name}": (leaks_in_image, build) for name, build in JPEGS.items()},
    **{f"SVG: {name}": (leaks_in_image, build) for name, build in SVGS.items()},
    **{f"PDF: {name}": (leaks_in_file, build) for name, build in PDFS.items()},
    **{f"mail: {name}": (leaks_in_mail, build) for name, build in MAILS.items()},
}


def leaks(carrier: str, text: str) -> tuple[Finding, ...]:
    search, build = CARRIERS[carrier]
    return search(build(text), LIST, "it")


class TestPlanted:
    @pytest.mark.parametrize("disguise", HIDDEN)
    @pytest.mark.parametrize("carrier", CARRIERS)
    def test_a_planted_name_is_found(self, carrier: str, disguise: str):
        found = leaks(carrier, HIDDEN[disguise])

        assert {one.label for one in found} & {one.label for one in LIST.identities}
        assert not any("atlas" in repr(one).lower() or "سوق" in repr(one) for one in found)

    @pytest.mark.parametrize("carrier", CARRIERS)
    def test_the_same_carrier_with_a_clean_text_passes(self, carrier: str):
        assert leaks(carrier, "Palm Trading 1001") == ()

    @settings(max_examples=60, deadline=None)
    @given(carrier=st.sampled_from(sorted(CARRIERS)), text=st.text("abcdefgh 123", min_size=1, max_size=12))
    def test_any_clean_text_passes(self, carrier: str, text: str):
        assert leaks(carrier, f"x{text}y") == ()


class TestWhere:
    @pytest.mark.parametrize(
        ("carrier", "where"),
        [
            ("PNG: text", "it: PNG text chunk 'Software'"),
            ("PNG: key", "it: PNG text chunk"),
            ("PNG: exif", "it: PNG EXIF"),
            ("JPEG: comment", "it: JPEG comment"),
            ("SVG: comment", "it: comment in SVG"),
            ("PDF: text", "it: text of page 1"),
            ("PDF: author", "it: PDF metadata: Author"),
            ("PDF: own field", "it: PDF metadata"),
            ("PDF: link", "it: link on page 1"),
            ("PDF: pdf attached", "it: PDF attachment 1: PDF metadata: Author"),
            ("mail: From", "it: header From"),
            ("mail: X_Own", "it: a header"),
            ("mail: link's query", "it: HTML body: link"),
        ],
    )
    def test_the_carrier_is_named(self, carrier: str, where: str):
        assert where in [one.where for one in leaks(carrier, "Atlas Souq")]

    def test_the_place_on_the_page_is_given(self):
        found = leaks_in_pdf(PDFS["text"]("Atlas Souq"), LIST)

        assert [(one.page, one.box) for one in found] == [(1, (20, 97.5, 80, 110))]

    def test_a_short_name_in_a_links_host_is_found_on_its_page(self):
        raw = changed(page=b"/Annots[<</Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(https://roseorders.example)>>>>]")

        assert [(one.where, one.page) for one in leaks_in_pdf(raw, [Identity(Kind.NAME, "Rose")])] == [
            ("link on page 1", 1)
        ]


SLIP = Shipment("#1001", date(2026, 11, 3), Address("Noura", "Palm St 4", "", "23424", "Jeddah", "SA"), ())


class TestSlips:
    """What we print ourselves, as the typesetter leaves it: fonts, marks, metadata and all."""

    @pytest.mark.parametrize("language", ["en", "ar", "fr", "nb"])
    @pytest.mark.parametrize("disguise", [*sorted({*HIDDEN} - {"visual order"}), "clean"])
    def test_a_name_is_found_and_a_clean_slip_passes(self, language: str, disguise: str):
        lines = (Line("Lamp", "L-1", 2), Line(HIDDEN.get(disguise, "Carpet"), "C-1", 1))
        brand = Brand("Palm Trading", "نخلة", sender=Address("Palm Trading", "Palm St 5", "", "12214", "Riyadh", "SA"))
        raw = packing_slip(brand, replace(SLIP, lines=lines, language=language))
        found = leaks_in_pdf(raw, [*LIST.identities, *collaboration_words()])

        assert {one.page for one in found} == (set() if disguise == "clean" else {1})


class TestTrackers:
    @pytest.mark.parametrize(
        "html",
        [
            "<img src=https://t.example/1.gif>",
            "<img src='//t.example/1.gif'>",
            "<img srcset='a 1x, https://t.example/2 2x'>",
            "<table background=http://t.example/>",
            "<p style='background:url(https://t.example/a)'>",
            "<style>@import 'https://t.example/a.css'</style>",
            "<link rel=stylesheet href=https://t.example/a.css>",
            "<!--[if mso]><img src=https://t.example/1.gif><![endif]-->",
        ],
    )
    def test_what_a_mail_loads_is_reported(self, html: str):
        assert [one.kind for one in leaks_in_mail(mail(html=html), LIST)] == [Kind.TRACKER]

    @pytest.mark.parametrize(
        "html", ["<a href=https://t.example/>x</a>", "<img src=cid:logo>", "<p>https://t.example/</p>"]
    )
    def test_what_it_only_links_to_or_carries_is_not(self, html: str):
        assert leaks_in_mail(mail(html=html), LIST) == ()

    def test_so_is_what_a_drawing_loads(self):
        raw = svg('<image href="https://t.example/a.png"/>')

        assert [one.kind for one in leaks_in_image(raw, LIST)] == [Kind.TRACKER]


def changed(**parts: bytes) -> bytes:
    made = Pdf()
    for name, part in parts.items():
        setattr(made, name, part)
    return made.raw()


def encrypted() -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    writer.append(PdfReader(io.BytesIO(Pdf().raw())))
    writer.encrypt("", "owner", algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def revised() -> bytes:
    writer, out = PdfWriter(io.BytesIO(Pdf().raw()), incremental=True), io.BytesIO()
    writer.add_metadata({"/Title": "Clean"})
    writer.write(out)
    return out.getvalue()


def bomb() -> bytes:
    made = Pdf()
    made.root = b"/Metadata %d 0 R" % made.add(stream(bytes(30_000_000)))
    return made.raw()


def pixels() -> bytes:
    bad = b"no pixels"
    at = GOOD_PNG.index(b"IDAT")
    body = b"IDAT" + bad
    end = at + 8 + int.from_bytes(GOOD_PNG[at - 4 : at], "big")
    return (
        GOOD_PNG[: at - 4] + len(bad).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big") + GOOD_PNG[end:]
    )


def drawn_font() -> bytes:
    made = Pdf()
    made.objects[made.font - 1] = (
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[1 0 0 1 0 0]/FirstChar 1/LastChar 1/Widths[1]"
        b"/CharProcs<</own1 %d 0 R>>/Encoding<</Differences[1/own1]>>>>" % made.add(stream(b"0 0 1 1 re f"))
    )
    return made.raw()


def nested(times: int) -> bytes:
    raw = b"clean"
    for _ in range(times):
        made = Pdf()
        file = made.add(stream(raw, b"/Type/EmbeddedFile"))
        made.root = b"/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/F(a)/EF<</F %d 0 R>>>>]>>>>" % file
        raw = made.raw()
    return raw


def loop() -> bytes:
    made = Pdf()
    number = len(made.objects) + 1
    extra = b"/Type/XObject/Subtype/Form/BBox[0 0 1 1]/Resources<</XObject<</X %d 0 R>>>>" % number
    made.resources = b"/XObject<</X %d 0 R>>" % made.add(stream(b"/X Do\n", extra))
    made.content = b"/X Do\n"
    return made.raw()


def mails_in_mail(times: int) -> bytes:
    part = MIMEText("a")
    for _ in range(times):
        part = MIMEMessage(part)
    return mail(parts=(part,))


GOOD_PDF, GOOD_PNG, GOOD_JPEG = Pdf().raw(), png(), jpeg()
HOSTILE: dict[str, tuple[Callable[..., tuple[Finding, ...]], Callable[[], bytes]]] = {
    "no PDF": (leaks_in_pdf, lambda: b"Hello"),
    "nothing": (leaks_in_pdf, lambda: b""),
    "half a PDF": (leaks_in_pdf, lambda: GOOD_PDF[: len(GOOD_PDF) // 2]),
    "a PDF without its end": (leaks_in_pdf, lambda: GOOD_PDF[:-20]),
    "a PDF with a broken stream": (leaks_in_pdf, lambda: GOOD_PDF.replace(b"stream\nx", b"stream\ny")),
    "a PDF with a missing font": (leaks_in_pdf, lambda: changed(content=b"BT /F9 1 Tf (a) Tj ET")),
    "a PDF with text in no font": (leaks_in_pdf, lambda: changed(content=b"BT (a) Tj ET")),
    "a PDF whose font has no letters": (leaks_in_pdf, lambda: Pdf(to_unicode=False).raw()),
    "a PDF with a glyph without a letter": (leaks_in_pdf, lambda: changed(content=b"BT /F1 9 Tf <0999> Tj ET")),
    "an encrypted PDF": (leaks_in_pdf, encrypted),
    "a PDF with a past": (leaks_in_pdf, revised),
    "a PDF bomb": (leaks_in_pdf, bomb),
    "a PDF that draws itself": (leaks_in_pdf, loop),
    "a PDF with a program attached": (leaks_in_file, lambda: _attached(b"MZ\x90\0\xff\xfe\x80")),
    "PDFs in PDFs": (leaks_in_file, lambda: nested(7)),
    "half a PNG": (leaks_in_image, lambda: GOOD_PNG[:-30]),
    "a PNG with a wrong sum": (leaks_in_image, lambda: png((b"tEXt", b"a\0abc")).replace(b"abc", b"abd")),
    "a PNG with a text bomb": (leaks_in_image, lambda: png((b"zTXt", b"a\0\0" + zlib.compress(bytes(9_000_000))))),
    "a PNG with a broken text": (leaks_in_image, lambda: png((b"zTXt", b"a\0\0xxxx"))),
    "half a JPEG": (leaks_in_image, lambda: GOOD_JPEG[: len(GOOD_JPEG) // 2]),
    "a PNG whose pixels are broken": (leaks_in_image, pixels),
    "a PDF with a drawn font": (leaks_in_pdf, drawn_font),
    "a GIF": (leaks_in_image, lambda: b"GIF89a" + bytes(20)),
    "an SVG with entities": (leaks_in_image, lambda: svg("<a>&x;</a>", before='<!DOCTYPE svg [<!ENTITY x "y">]>')),
    "a broken SVG": (leaks_in_image, lambda: svg()[:-4]),
    "a deep SVG": (leaks_in_image, lambda: svg("<g>" * 300 + "</g>" * 300)),
    "no mail": (leaks_in_mail, lambda: b""),
    "half a mail": (leaks_in_mail, lambda: mail()[:-60]),
    "a mail with a program": (leaks_in_mail, lambda: mail(parts=(MIMEApplication(b"MZ\x90\0\xff"),))),
    "mails in mails": (leaks_in_mail, lambda: mails_in_mail(9)),
    "mails in mails without end": (leaks_in_mail, lambda: b"Content-Type: message/rfc822\n\n" * 3000),
    "a mail in unknown letters": (leaks_in_mail, lambda: mail().replace(b'charset="utf-8"', b'charset="klingon"')),
}


def _attached(raw: bytes) -> bytes:
    made = Pdf()
    made.root = b"/AF[<</Type/Filespec/F(a)/EF<</F %d 0 R>>>>]" % made.add(stream(raw, b"/Type/EmbeddedFile"))
    return made.raw()


class TestHostile:
    @pytest.mark.parametrize("name", HOSTILE)
    def test_what_cannot_be_searched_blocks(self, name: str):
        search, build = HOSTILE[name]

        with pytest.raises(UnreadableCarrierError):
            search(build(), LIST, "it")

    @pytest.mark.parametrize("raw", [zlib.compress(b"a" * 99)[:-6], zlib.compress(bytes(2000)), b"xxxx", b""])
    def test_what_does_not_unpack_to_its_end_blocks(self, raw: bytes):
        with pytest.raises(UnreadableCarrierError):
            inflate(raw, most=1000)

    @pytest.mark.parametrize("tag", ["<a ", "<a b='", "<!--", "<!--x>", "<![", "</", "<?"])
    def test_html_that_would_take_hours_blocks(self, tag: str):
        with pytest.raises(UnreadableCarrierError):
            leaks_in_mail(mail(html=tag * 20_000), LIST)

    def test_an_attachment_blocks_where_nobody_searches_it(self):
        with pytest.raises(UnreadableCarrierError):
            leaks_in_pdf(nested(1), LIST)

    @settings(max_examples=150, deadline=None)
    @given(st.data())
    def test_a_spoilt_file_is_searched_or_blocks_and_never_crashes(self, data: st.DataObject):
        search, good = data.draw(
            st.sampled_from([(leaks_in_pdf, GOOD_PDF), (leaks_in_image, GOOD_PNG), (leaks_in_image, GOOD_JPEG)])
        )
        at = data.draw(st.integers(0, len(good) - 1))
        raw = good[:at] + data.draw(st.binary(max_size=6)) + good[at + data.draw(st.integers(0, 6)) :]
        try:
            found = search(raw, LIST, "it")
        except UnreadableCarrierError:
            found = ()

        assert found == ()

    def test_metadata_in_an_encoding_nobody_marked_is_read(self):
        raw = changed(trailer=b"/Info<</Author <%s>>>" % "Atlas Souq".encode("utf-16-le").hex().encode())

        assert leaks_in_pdf(raw, LIST)
        assert pdf_string("a") == b"<feff0061>"
