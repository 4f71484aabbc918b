"""A logo as SVG: only shapes come through, whatever else the file brings, and what cannot be drawn gets a sentence."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image

from shopify_app.white_label.brands.logos import BadLogoError, clean_logo
from shopify_app.white_label.brands.svg import DEEPEST, MOST_BYTES, MOST_ELEMENTS, BadDrawingError, read_svg
from shopify_app.white_label.brands.vectors import reduce_to_shapes
from shopify_app.white_label.documents.drawing import UndrawableError, draw
from shopify_app.white_label.leaks.identities import Identity, Kind
from shopify_app.white_label.leaks.watchlist import watch

NS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
SHAPE = '<path d="M10 10h100v50z"/>'


def svg(body: str = SHAPE, *, root: str = 'viewBox="0 0 300 100"', before: str = "") -> bytes:
    return f"{before}<svg {NS} {root}>{body}</svg>".encode()


def reduced(raw: bytes) -> str:
    return reduce_to_shapes(read_svg(raw)).at(1200, 400)


BILLION = (
    '<!DOCTYPE svg [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>'
)
REFUSED = {
    "a billion laughs": (svg("<g>&c;</g>", before=BILLION), "declares entities"),
    "an external entity": (
        svg("<g>&x;</g>", before='<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        "declares entities",
    ),
    "a parameter entity": (
        svg(before='<!DOCTYPE svg [<!ENTITY % x SYSTEM "http://x.example/a.dtd"> %x;]>'),
        "declares entities",
    ),
    "an entity of a DTD elsewhere": (
        svg("<g>&x;</g>", before='<!DOCTYPE svg SYSTEM "http://x.example/a.dtd">'),
        "declares entities",
    ),
    "an entity nobody declared": (svg("<g>&x;</g>"), "broken at line 1"),
    "a program": (svg("<script>alert(1)</script>"), "holds a program"),
    "a program elsewhere": (svg('<script xlink:href="http://x.example/a.js"/>'), "holds a program"),
    "an event of the drawing": (svg(root='viewBox="0 0 9 9" onload="alert(1)"'), "holds a program"),
    "an event of a part": (svg('<path d="M0 0h9" OnClick="alert(1)"/>'), "holds a program"),
    "a page within": (
        svg('<foreignObject><body xmlns="http://www.w3.org/1999/xhtml">x</body></foreignObject>'),
        "picture or page",
    ),
    "a picture elsewhere": (svg('<image href="http://x.example/a.png"/>'), "picture or page"),
    "a picture within": (svg('<image xlink:href="data:image/png;base64,iVBORw0KGgo="/>'), "picture or page"),
    "a part of another file": (svg('<use href="http://x.example/a.svg#b"/>'), "not drawn here"),
    "a part drawn again and again": (svg('<g id="a"/><use href="#a"/>'), "not drawn here"),
    "a drawing within": (svg(f"<svg {NS}>{SHAPE}</svg>"), "not drawn here"),
    "a link": (svg(f'<a href="javascript:alert(1)">{SHAPE}</a>'), "not drawn here"),
    "a filter": (svg('<filter id="f"><feImage href="http://x.example/a.png"/></filter>'), "not drawn here"),
    "a filter in use": (svg('<path d="M0 0h9" filter="url(#f)"/>'), "uses filter"),
    "a mask": (svg('<path d="M0 0h9" style="mask:url(#m)"/>'), "uses mask"),
    "dashes": (svg('<path d="M0 0h9" stroke-dasharray="0.00001"/>'), "uses stroke-dasharray"),
    "a pattern": (svg('<pattern id="p"><path d="M0 0h9"/></pattern>'), "not drawn here"),
    "an element nobody knows": (svg("<handler/>"), "not drawn here"),
    "movement": (svg('<path d="M0 0h9"><animate attributeName="href" values="javascript:x"/></path>'), "moves"),
    "a set": (svg('<set attributeName="onload" to="alert(1)"/>'), "moves"),
    "text": (svg("<text>Dar Nadia</text>"), "Convert it to paths"),
    "text on a path": (svg('<text><textPath href="#p">Dar</textPath></text>'), "Convert it to paths"),
    "a font": (svg("<font/>"), "Convert it to paths"),
    "a colour elsewhere": (svg('<path d="M0 0h9" fill="url(http://x.example/a.svg#b)"/>'), "has a fill"),
    "a style elsewhere": (svg('<path d="M0 0h9" style="fill:url(//x.example/a#b)"/>'), "has a fill"),
    "a cursor elsewhere": (svg('<path d="M0 0h9" style="cursor:url(http://x.example/a.cur)"/>'), "leads out"),
    "a style sheet elsewhere": (svg("<style>@import url(http://x.example/a.css);</style>"), "style sheet"),
    "a style that is escaped": (svg("<style>.a{fill:\\75rl(http://x.example)}</style>"), "style sheet"),
    "a style of everything": (svg("<style>*{fill:red}</style>"), "plain classes"),
    "a style that asks": (svg("<style>.a:hover{fill:red}</style>"), "plain classes"),
    "a broken style": (svg("<style>.a{fill:red</style>"), "cannot be read"),
    "a gradient of itself": (
        svg('<linearGradient id="a" href="#b"/><linearGradient id="b" href="#a"/>'),
        "in a circle",
    ),
    "a gradient elsewhere": (svg('<linearGradient id="a" href="http://x.example/#b"/>'), "not in it"),
    "a colour that is not there": (svg('<path d="M0 0h9" fill="url(#nothing)"/>'), "not in it"),
    "a clip of a clip": (
        svg('<clipPath id="a"><path d="M0 0h9" clip-path="url(#a)"/></clipPath>'),
        "cuts a cutting path",
    ),
    "a path with a program in it": (svg('<path d="M0 0&lt;script&gt;"/>'), "cannot be drawn"),
    "a number beyond all": (svg('<path d="M0 0L1e300 9"/>'), "reaches too far"),
    "a transform that is none": (svg('<g transform="expression(alert(1))"/>'), "cannot be drawn"),
    "UTF-16": (svg().decode().encode("utf-16"), "not written in UTF-8"),
    "UTF-7": (
        b'<?xml version="1.0" encoding="UTF-7"?>+ADw-svg xmlns+AD0AIg-http://www.w3.org/2000/svg+ACIAPg-</svg>',
        "not written in UTF-8",
    ),
    "Latin-1 in disguise": (b'<?xml version="1.0" encoding="latin-1"?>' + svg(), "not written in UTF-8"),
    "bytes that are no text": (svg().replace(b"M10", b"M\xff10"), "not written in UTF-8"),
    "another kind of XML": (b"<html xmlns='http://www.w3.org/1999/xhtml'><svg/></html>", "not an SVG"),
    "an SVG of another's": (b"<svg xmlns='http://x.example/ns'><path/></svg>", "not an SVG"),
    "two roots": (svg() + svg(), "broken at line 1"),
    "half a file": (svg()[:-9], "broken at line 1"),
    "too much": (svg(" " * MOST_BYTES), "too large"),
    "too many parts": (svg("<g/>" * MOST_ELEMENTS), "too many parts"),
    "too deep": (svg("<g>" * DEEPEST + "</g>" * DEEPEST), "too many parts"),
    "too many attributes": (svg("<g " + " ".join(f'a{n}=""' for n in range(61)) + "/>"), "too many parts"),
    "no size": (svg(root=""), "does not say how large"),
    "no height": (svg(root='viewBox="0 0 9 0"'), "is empty"),
    "a hair": (svg(root='viewBox="0 0 210 10"'), "20 times"),
    "a size in another's words": (svg(root='width="100%" height="1em"'), "does not say how large"),
}


@pytest.mark.parametrize(("raw", "why"), REFUSED.values(), ids=REFUSED.keys())
def test_what_a_logo_does_not_need_is_refused_with_a_sentence(raw: bytes, why: str):
    with pytest.raises(BadDrawingError, match=why) as refused:
        reduced(raw)
    assert "x.example" not in str(refused.value)


def test_words_about_the_drawing_are_left_out_and_its_names_become_numbers():
    """Drawing programs write who made it, with what, and where it lies on their disk."""
    raw = svg(
        "<!-- Atlas Souq --><?php echo 1 ?><title>Atlas Souq</title><desc>x</desc>"
        "<metadata><rdf:RDF xmlns:rdf='http://rdf.example'>Atlas Souq</rdf:RDF></metadata>"
        "<i:pgf xmlns:i='http://i.example'><i:script>Atlas</i:script></i:pgf>"
        '<g id="Atlas_Souq" class="Atlas" data-name="Atlas" i:label="Atlas" xmlns:i="http://i.example">'
        '<path d="M0 0h9" fill="url(#Atlas)" style="-inkscape-stroke:none;font-family:Atlas"/></g>'
        '<linearGradient id="Atlas" xlink:href="#Souq"/><linearGradient id="Souq"><stop offset="0"/></linearGradient>',
        before='<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://x.example">',
    )
    text = reduced(raw)

    assert [word for word in ("Atlas", "Souq", "inkscape", "example", "<!", "<?", "script") if word in text] == []
    assert set(re.findall(r"<(\w+)", text)) == {"svg", "g", "path", "linearGradient", "stop"}
    assert 'fill="url(#p1)"' in text
    assert '<linearGradient href="#p2" id="p1">' in text


def test_classes_and_styles_become_attributes_and_the_nearer_wins():
    sheet = "<style><![CDATA[/* a */ .a,.b{fill:#f00} .b{fill:#0f0;stroke:none}]]></style>"
    text = reduced(
        svg(f'{sheet}<path class="b a" fill="#111" d="M0 0h9"/><path class="a" style="fill:#00f" d="M1 0h9"/>')
    )

    assert '<path d="M0 0h9" fill="#0f0" stroke="none">' in text
    assert '<path d="M1 0h9" fill="#00f">' in text


def test_a_drawing_becomes_a_picture_as_sharp_as_the_largest_paper_shows():
    raw = svg('<style>.st0{fill:#7A1F3D}</style><rect class="st0" width="150" height="100"/>')
    clean = clean_logo(raw + b"\n<!-- \x25PDF-1.7 -->\n")

    with Image.open(io.BytesIO(clean)) as picture:
        assert (picture.format, picture.size, picture.info) == ("PNG", (1200, 400), {})
        assert picture.getpixel((300, 200)) == (0x7A, 0x1F, 0x3D, 255)
        assert picture.getpixel((900, 200)) == (0, 0, 0, 0)
    assert clean_logo(clean) == clean


def test_a_drawing_that_shows_nothing_is_no_logo():
    with pytest.raises(BadLogoError, match="draws nothing"):
        clean_logo(svg('<path d="M0 0h9" display="none"/>'))


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ("<text>At<tspan>las</tspan> S\u200bouq</text>", "text in SVG"),
        (f"<title>Atlas Souq</title>{SHAPE}", "text in SVG"),
        ('<path id="atlas-souq" d="M0 0h9"/>', "attribute in SVG"),
    ],
)
def test_a_logo_whose_words_name_another_is_refused_before_its_text_is_asked_to_become_paths(body: str, where: str):
    """As paths nobody could read it any more."""
    others = watch([Identity(Kind.NAME, "Atlas Souq", "another trader")])
    with pytest.raises(BadLogoError, match=f"another trader .the logo: {where}") as refused:
        clean_logo(svg(body), others)

    assert "Atlas" not in str(refused.value)
    assert list(refused.value.fields) == ["logo"]


def test_what_the_drawing_program_gives_up_on_gets_a_sentence():
    with pytest.raises(UndrawableError, match="broken"):
        draw("<svg", 10, 10)


def test_a_drawing_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("shopify_app.white_label.documents.drawing.SECONDS", 0.05)
    with pytest.raises(UndrawableError, match="too long"):
        draw(svg().decode(), 1200, 400)
