"""Builds each carrier with a text planted in one of its places; everything else in it is clean."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from collections.abc import Callable
from email.header import Header
from email.mime.application import MIMEApplication
from email.mime.image import MIMEImage
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from PIL import Image


def png(*chunks: tuple[bytes, bytes], behind: bytes = b"") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4), "#336699").save(out, "PNG")
    raw = out.getvalue()
    put = b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )
    return raw[:33] + put + raw[33:] + behind


def jpeg(*segments: tuple[int, bytes], behind: bytes = b"") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4), "#336699").save(out, "JPEG")
    raw = out.getvalue()
    put = b"".join(bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body for marker, body in segments)
    return raw[:2] + put + raw[2:] + behind


def exif(text: str) -> bytes:
    """A TIFF with one tag, XPAuthor, in UTF-16."""
    value = text.encode("utf-16-le") + b"\0\0"
    return b"II*\0\x08\0\0\0\x01\0" + struct.pack("<HHII", 0x9C9D, 1, len(value), 26) + b"\0\0\0\0" + value


def icc(text: str) -> bytes:
    return bytes(128) + b"mluc" + bytes(24) + text.encode("utf-16-be")


PNGS: dict[str, Callable[[str], bytes]] = {
    "text": lambda text: png((b"tEXt", b"Software\0" + text.encode("utf-8"))),
    "compressed text": lambda text: png((b"zTXt", b"Author\0\0" + zlib.compress(text.encode()))),
    "international text": lambda text: png((b"iTXt", b"Title\0\0\0en\0\0" + text.encode())),
    "compressed international": lambda text: png((b"iTXt", b"Title\0\1\0en\0\0" + zlib.compress(text.encode()))),
    "translated key": lambda text: png((b"iTXt", b"Title\0\0\0en\0" + text.encode() + b"\0-")),
    "key": lambda text: png((b"tEXt", text.encode()[:79] + b"\0x")),
    "exif": lambda text: png((b"eXIf", exif(text))),
    "profile name": lambda text: png((b"iCCP", text.encode()[:79] + b"\0\0" + zlib.compress(bytes(8)))),
    "profile": lambda text: png((b"iCCP", b"rgb\0\0" + zlib.compress(icc(text)))),
    "unknown chunk": lambda text: png((b"prVt", text.encode())),
    "behind the end": lambda text: png(behind=text.encode()),
}
JPEGS: dict[str, Callable[[str], bytes]] = {
    "comment": lambda text: jpeg((0xFE, text.encode())),
    "exif": lambda text: jpeg((0xE1, b"Exif\0\0" + exif(text))),
    "xmp": lambda text: jpeg((0xE1, b"http://ns.adobe.com/xap/1.0/\0<x>" + escape(text).encode() + b"</x>")),
    "iptc": lambda text: jpeg((0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x40\x1c\x02\x50\0\x20" + text.encode())),
    "profile": lambda text: jpeg((0xE2, b"ICC_PROFILE\0\1\1" + icc(text))),
    "unknown segment": lambda text: jpeg((0xEB, text.encode())),
    "behind the end": lambda text: jpeg(behind=text.encode()),
}


def svg(inside: str = "", attributes: str = "", before: str = "") -> bytes:
    head = '<?xml version="1.0"?>' + before
    return f'{head}<svg xmlns="http://www.w3.org/2000/svg" {attributes}><path d="M0 0h9"/>{inside}</svg>'.encode()


def data_uri(kind: str, raw: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(raw).decode()}"


SVGS: dict[str, Callable[[str], bytes]] = {
    "text": lambda text: svg(f"<text>{escape(text)}</text>"),
    "letters": lambda text: svg("<text>" + "".join(f"<tspan>{escape(one)}</tspan>" for one in text) + "</text>"),
    "title": lambda text: svg(f"<title>{escape(text)}</title>"),
    "metadata": lambda text: svg(f"<metadata><i>{escape(text)}</i></metadata>"),
    "attribute": lambda text: svg(f"<g id={quoteattr(text)}/>"),
    "comment": lambda text: svg(f"<!-- {text.replace('--', '- -')} -->"),
    "comment before": lambda text: svg(before=f"<!-- {text.replace('--', '- -')} -->"),
    "cdata": lambda text: svg(f"<style><![CDATA[ /* {text} */ ]]></style>"),
    "instruction": lambda text: svg(before=f"<?maker {text}?>"),
    "link": lambda text: svg(f'<a href="https://shop.example/?q={quote(quote(text))}">x</a>'),
    "picture": lambda text: svg(f'<image href="{data_uri("image/png", PNGS["text"](text))}"/>'),
    "picture in a style": lambda text: svg(
        f"<rect style=\"fill:url('{data_uri('image/png', PNGS['text'](text))}')\"/>"
    ),
    "drawing": lambda text: svg(f'<image href="{data_uri("image/svg+xml", SVGS["text"](text))}"/>'),
    "data text": lambda text: svg(f'<a href="data:text/plain,{quote(text)}">x</a>'),
}


def long_xmp(text: str) -> bytes:
    """XMP cut into two segments, through the middle of the text."""
    head, raw = b"http://ns.adobe.com/xmp/extension/\0".ljust(75, b"0"), text.encode("utf-16-le")
    return jpeg(*((0xE1, head + part) for part in (b"\0\0" + raw[:8], raw[8:])))


JPEGS["long xmp"] = long_xmp


def pdf_string(text: str) -> bytes:
    return b"<" + (b"\xfe\xff" + text.encode("utf-16-be", "surrogatepass")).hex().encode() + b">"


FONT = b"<</Type/Font/Subtype/Type0/BaseFont/F/Encoding/Identity-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/F/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 600/FontDescriptor<</Type/FontDescriptor/FontName/F/Flags 4/FontBBox[0 0 1 1]/ItalicAngle 0/Ascent 1/Descent 0/CapHeight 1/StemV 1>>>>]/ToUnicode %d 0 R>>"  # noqa: E501


def stream(body: bytes, extra: bytes = b"") -> bytes:
    packed = zlib.compress(body)
    return b"<<" + extra + b"/Filter/FlateDecode/Length %d>>\nstream\n" % len(packed) + packed + b"\nendstream"


class Pdf:
    """One page with "Order 1001", a font that can draw `letters`, and whatever is put into it."""

    def __init__(self, letters: str = "", to_unicode: bool = True) -> None:
        self.letters = sorted(set(letters + "Order 1001"))
        self.objects: list[bytes] = []
        codes = b"".join(
            b"<%04x> <%s>\n" % (place + 1, one.encode("utf-16-be", "surrogatepass").hex().encode())
            for place, one in enumerate(self.letters)
        )
        cmap = b"begincmap\n1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n%d beginbfchar\n" % len(
            self.letters
        )
        font = self.add(b"", stream(cmap + codes + b"endbfchar\nendcmap"))
        self.objects[font - 1] = FONT % (font + 1) if to_unicode else FONT.replace(b"/ToUnicode %d 0 R", b"")
        self.font = font
        self.content = self.show("Order 1001", 20, 180)
        self.page, self.root, self.resources, self.trailer = b"", b"", b"", b""

    def add(self, *bodies: bytes) -> int:
        first = len(self.objects) + 1
        self.objects += bodies
        return first

    def code(self, text: str) -> bytes:
        return b"<" + b"".join(b"%04x" % (self.letters.index(one) + 1) for one in text) + b">"

    def show(self, text: str, x: float = 20, y: float = 100, mode: int = 0) -> bytes:
        return b"BT /F1 10 Tf %d Tr %f %f Td %s Tj ET\n" % (mode, x, y, self.code(text))

    def raw(self, version: bytes = b"%PDF-1.7\n") -> bytes:
        contents = self.add(stream(self.content))
        used = b"/Resources<</Font<</F1 %d 0 R>>%s>>" % (self.font, self.resources)
        page = self.add(
            b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 300 200]/Contents %d 0 R%s%s>>"
            % (len(self.objects) + 2, contents, used, self.page)
        )
        pages = self.add(b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % page)
        root = self.add(b"<</Type/Catalog/Pages %d 0 R%s>>" % (pages, self.root))
        out, offsets = version, []
        for number, body in enumerate(self.objects, start=1):
            offsets.append(len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        table = b"".join(b"%010d 00000 n \n" % one for one in offsets)
        size = len(offsets) + 1
        return (
            out
            + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root %d 0 R%s>>\nstartxref\n%d\n%%%%EOF\n"
            % (
                size,
                table,
                size,
                root,
                self.trailer,
                len(out),
            )
        )


def pdf(change: Callable[[Pdf, str], None]) -> Callable[[str], bytes]:
    def build(text: str) -> bytes:
        made = Pdf(text)
        change(made, text)
        return made.raw()

    return build


def put(**parts: Callable[[Pdf, str], bytes]) -> Callable[[str], bytes]:
    def change(made: Pdf, text: str) -> None:
        for name, part in parts.items():
            setattr(made, name, getattr(made, name) + part(made, text))

    return pdf(change)


def letters_apart(made: Pdf, text: str) -> bytes:
    return b"".join(made.show(one, 20 + place * 6, 100) for place, one in enumerate(text) if one != " ")


def letters_mixed(made: Pdf, text: str) -> bytes:
    placed = [made.show(one, 20 + place * 6, 100) for place, one in enumerate(text) if one.strip()]
    return b"".join(placed[1::2] + placed[::2])


def form(made: Pdf, text: str) -> int:
    extra = b"/Type/XObject/Subtype/Form/BBox[0 0 1 1]/Resources<</Font<</F1 %d 0 R>>>>" % made.font
    return made.add(stream(made.show(text), extra))


def attached(made: Pdf, raw: bytes, name: str = "a") -> bytes:
    file = made.add(stream(raw, b"/Type/EmbeddedFile"))
    return b"/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/F(a)/UF%s/EF<</F %d 0 R>>>>]>>>>" % (
        pdf_string(name),
        file,
    )


def image(made: Pdf, raw: bytes) -> bytes:
    head = b"<</Type/XObject/Subtype/Image/Width 4/Height 4/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode"
    number = made.add(head + b"/Length %d>>\nstream\n%s\nendstream" % (len(raw), raw))
    return b"/XObject<</I %d 0 R>>" % number


def annotation(made: Pdf, inside: bytes) -> bytes:
    return b"/Annots[<</Type/Annot/Rect[0 0 9 9]%s>>]" % inside


def link_to(text: str) -> bytes:
    return b"/Subtype/Link/A<</S/URI/URI(https://shop.example/?q=%s)>>" % quote(quote(text)).encode()


PDFS: dict[str, Callable[[str], bytes]] = {
    "text": put(content=lambda made, text: made.show(text)),
    "letters apart": put(content=letters_apart),
    "letters in another order": put(content=letters_mixed),
    "letters in one array": put(
        content=lambda made, text: b"BT /F1 9 Tf 9 9 Td [" + b" -300 ".join(map(made.code, text)) + b"] TJ ET\n"
    ),
    "turned": put(content=lambda made, text: b"BT /F1 10 Tf 0 1 -1 0 20 20 Tm %s Tj ET\n" % made.code(text)),
    "turned, letters in another order": put(
        content=lambda made, text: b"".join(
            b"BT /F1 10 Tf 0 1 -1 0 20 %d Tm %s Tj ET\n" % (20 + place * 6, made.code(text[place]))
            for place in [*range(1, len(text), 2), *range(0, len(text), 2)]
        )
    ),
    "turned down, two columns": put(
        content=lambda made, text: b"".join(
            b"BT /F1 10 Tf 0 -1 1 0 %d %d Tm %s Tj ET\n" % (x, 150 - place * 6, made.code(one))
            for place in [*range(1, len(text), 2), *range(0, len(text), 2)]
            for x, one in ((40, text[place]), (80, "1"))
        )
    ),
    "unseen": put(content=lambda made, text: made.show(text, mode=3)),
    "clipped": put(content=lambda made, text: b"q 0 0 0 0 re W n " + made.show(text) + b"Q\n"),
    "off the page": put(content=lambda made, text: made.show(text, -900, -900)),
    "white": put(content=lambda made, text: b"1 1 1 rg " + made.show(text)),
    "drawn form": put(
        resources=lambda made, text: b"/XObject<</X %d 0 R>>" % form(made, text), content=lambda *_: b"/X Do\n"
    ),
    "form not drawn": put(resources=lambda made, text: b"/XObject<</X %d 0 R>>" % form(made, text)),
    "part not used": pdf(lambda made, text: made.add(b"<</Note %s>>" % pdf_string(text)) and None),
    "picture between the text": put(
        content=lambda _, text: b"BI /W 40 /H 1 /BPC 8 /CS /G ID " + text.encode() + b" EI\n"
    ),
    "actual text": put(
        content=lambda made, text: b"/Span<</ActualText %s>>BDC %s EMC\n" % (pdf_string(text), made.show("1"))
    ),
    "letters of actual text": put(
        content=lambda made, text: b"".join(
            b"/Span<</ActualText %s>>BDC %s EMC\n" % (pdf_string(one), made.show("1", 20 + place * 6))
            for place, one in enumerate(text)
        )
    ),
    "note": put(page=lambda made, text: annotation(made, b"/Subtype/Text/Contents" + pdf_string(text))),
    "link": put(page=lambda made, text: annotation(made, link_to(text))),
    "appearance": put(page=lambda made, text: annotation(made, b"/Subtype/Stamp/AP<</N %d 0 R>>" % form(made, text))),
    "author": put(trailer=lambda made, text: b"/Info<</Author %s>>" % pdf_string(text)),
    "own field": put(trailer=lambda made, text: b"/Info<</Made#20For %s>>" % pdf_string(text)),
    "xmp": put(
        root=lambda made, text: (
            b"/Metadata %d 0 R"
            % made.add(stream(b"<x>" + escape(text).encode() + b"</x>", b"/Type/Metadata/Subtype/XML"))
        )
    ),
    "bookmark": put(
        root=lambda made, text: (
            b"/Outlines<</Type/Outlines/Count 1/First %d 0 R/Last %d 0 R>>"
            % ((made.add(b"<</Title %s>>" % pdf_string(text)),) * 2)
        )
    ),
    "page label": put(root=lambda made, text: b"/PageLabels<</Nums[0<</P %s>>]>>" % pdf_string(text)),
    "alternative text": put(root=lambda made, text: b"/StructTreeRoot<</K[<</S/Figure/Alt %s>>]>>" % pdf_string(text)),
    "form field": put(root=lambda made, text: b"/AcroForm<</Fields[<</FT/Tx/T(a)/V %s>>]>>" % pdf_string(text)),
    "layer": put(root=lambda made, text: b"/OCProperties<</OCGs[<</Type/OCG/Name %s>>]>>" % pdf_string(text)),
    "script": put(root=lambda made, text: b"/OpenAction<</S/JavaScript/JS %s>>" % pdf_string(text)),
    "name of an attachment": put(root=lambda made, text: attached(made, b"clean", text)),
    "attachment": put(root=lambda made, text: attached(made, text.encode())),
    "pdf attached": put(root=lambda made, text: attached(made, PDFS["author"](text))),
    "picture's metadata": put(resources=lambda made, text: image(made, JPEGS["comment"](text))),
    "profile": put(
        resources=lambda made, text: b"/ColorSpace<</C[/ICCBased %d 0 R]>>" % made.add(stream(icc(text), b"/N 3"))
    ),
    "behind the end": lambda text: Pdf().raw() + text.encode(),
    "comment": lambda text: Pdf().raw(b"%PDF-1.7\n%" + text.replace("\n", " ").encode() + b"\n"),
}


def mail(*, html: str = "<p>Hello</p>", plain: str = "Hello", parts: tuple = (), **headers: str) -> bytes:
    message = MIMEMultipart("mixed")
    for name, value in {"From": "Palm <a@palm.example>", "Subject": "Your order", **headers}.items():
        del message[name]
        message[name.replace("_", "-")] = value if value.isascii() else Header(value, "utf-8").encode()
    bodies = MIMEMultipart("alternative")
    for kind, text in (("plain", plain), ("html", f"<html><body>{html}</body></html>")):
        bodies.attach(MIMEText(text, kind, "utf-8"))
    message.attach(bodies)
    for part in parts:
        message.attach(part)
    return message.as_bytes()


def one_line(text: str) -> str:
    return text.replace("\n", " ")


def named(text: str) -> MIMEApplication:
    part = MIMEApplication(PNGS["text"]("clean"), "octet-stream")
    part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", one_line(text)))
    return part


HEADERS = (
    "From",
    "Reply_To",
    "Sender",
    "Return_Path",
    "Message_ID",
    "List_Unsubscribe",
    "List_Id",
    "Received",
    "X_Own",
)
MAILS: dict[str, Callable[[str], bytes]] = {
    **{name: lambda text, name=name: mail(**{name: one_line(text)}) for name in (*HEADERS, "Subject")},
    "plain body": lambda text: mail(plain=text),
    "HTML body": lambda text: mail(html=f"<p>{escape(text)}</p>"),
    "HTML in bold": lambda text: mail(html="".join(f"<b>{escape(one)}</b>" for one in text)),
    "HTML in codes": lambda text: mail(html="".join(f"&#{ord(one)};" for one in text)),
    "HTML unseen": lambda text: mail(html=f'<div style="display:none">{escape(text)}</div>'),
    "HTML comment": lambda text: mail(html=f"<!-- {text} -->"),
    "HTML comment for Outlook": lambda text: mail(html=f"<!--[if mso]><p title={quoteattr(text)}></p><![endif]-->"),
    "HTML attribute": lambda text: mail(html=f"<img src=cid:a alt={quoteattr(text)}>"),
    "link": lambda text: mail(html=f'<a href="https://shop.example/{quote(text)}?a=1">x</a>'),
    "link's query": lambda text: mail(html=f'<a href="https://shop.example/?u={quote(quote(text))}">x</a>'),
    "picture in HTML": lambda text: mail(html=f'<img src="{data_uri("image/png", PNGS["text"](text))}">'),
    "picture": lambda text: mail(parts=(MIMEImage(PNGS["text"](text), "png"),)),
    "pdf": lambda text: mail(parts=(MIMEApplication(PDFS["text"](text), "pdf"),)),
    "pdf in a pdf": lambda text: mail(parts=(MIMEApplication(PDFS["pdf attached"](text), "pdf"),)),
    "name of an attachment": lambda text: mail(parts=(named(text),)),
    "mail": lambda text: mail(parts=(MIMEMessage(MIMEText(text, "plain", "utf-8")),)),
    "text attached": lambda text: mail(parts=(MIMEText(text, "csv", "utf-8"),)),
}
