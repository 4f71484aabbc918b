"""All objects of a PDF, walked from its root and then one by one: their strings, links, pictures and files."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

from shopify_app.white_label.leaks.glyphs import Reader
from shopify_app.white_label.leaks.identities import UnreadableCarrierError
from shopify_app.white_label.leaks.raw import inflate, readable

Where = tuple[str, int | None]
_MOST_OBJECTS = 500_000
_METADATA = {"Title", "Author", "Subject", "Keywords", "Creator", "Producer", "CreationDate", "ModDate", "Trapped"}
# The first of these on the way to a string says where it stands. Page parts come last: their labels name the page.
_PLACES = {
    "/Metadata": "PDF metadata: XMP",
    "/PieceInfo": "PDF metadata of a drawing program",
    "/EF": "PDF attachment",
    "/EmbeddedFiles": "name of a PDF attachment",
    "/AF": "name of a PDF attachment",
    "/FS": "name of a PDF attachment",
    "/Outlines": "PDF bookmark",
    "/PageLabels": "PDF page label",
    "/StructTreeRoot": "PDF text for reading aloud",
    "/AcroForm": "PDF form field",
    "/OCProperties": "PDF layer",
    "/JS": "PDF script",
    "/Dests": "PDF name of a place",
    "/Names": "PDF name",
    "/Annots": "note or form field",
    "/Thumb": "picture",
}
_FONT = {"/BaseFont", "/FontName", "/FontFamily", "/Font", "/CharProcs", "/Differences", "/CharSet"}
_FONT_STREAMS = {"/FontFile", "/FontFile2", "/FontFile3", "/ToUnicode", "/CIDToGIDMap", "/CIDSet", "/Encoding"}
_LINKS = {"/URI", "/F", "/UF", "/Base"}


@dataclass(slots=True)
class Strings:
    """What the objects hold, by where they hang."""

    texts: dict[Where, list[str]] = field(default_factory=lambda: defaultdict(list))
    links: list[tuple[Where, str]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    contents: list[Reader] = field(default_factory=list)
    pictures: list[bytes] = field(default_factory=list)
    files: list[bytes] = field(default_factory=list)


def gather(reader: PdfReader) -> Strings:
    """Everything but what the pages themselves draw, which `glyphs` reads."""
    walk = _Walk(reader)
    for number, page in enumerate(reader.pages, start=1):
        if page.indirect_reference is not None:
            walk.seen.add((page.indirect_reference.idnum, page.indirect_reference.generation))
        walk.go(page, ("/Page",), number)
    walk.go(reader.trailer, (), None)
    listed = {(number, generation) for generation, those in reader.xref.items() for number in those}
    for number, generation in sorted(listed | {(number, 0) for number in reader.xref_objStm}):
        if not reader.xref_free_entry.get(generation, {}).get(number) and number:
            walk.go(IndirectObject(number, generation, reader), ("/Unused",), None)
    return walk.found


class _Walk:
    def __init__(self, reader: PdfReader) -> None:
        self.reader = reader
        self.found = Strings()
        self.seen: set[tuple[int, int]] = set()
        self._count = 0

    def go(self, start: Any, path: tuple[str, ...], page: int | None) -> None:
        stack = [(start, path)]
        while stack:
            found, path = stack.pop()
            self._count += 1
            if self._count > _MOST_OBJECTS:
                raise UnreadableCarrierError("This PDF has more parts than can be searched.")
            if isinstance(found, IndirectObject):
                if (found.idnum, found.generation) in self.seen:
                    continue
                self.seen.add((found.idnum, found.generation))
                found = found.get_object()
            stack += reversed(self._inside(found, path, page))

    def _inside(self, found: Any, path: tuple[str, ...], page: int | None) -> list[tuple[Any, tuple[str, ...]]]:
        last = path[-1] if path else ""
        if isinstance(found, StreamObject):
            self._stream(found, path, page)
        if isinstance(found, DictionaryObject):
            if last not in _FONT:
                self.found.names += [key[1:] for key in found if key not in _FONT]
            return [(found.raw_get(key), (*path, str(key))) for key in found if key != "/Parent"]
        if isinstance(found, ArrayObject):
            return [(value, path) for value in list.__iter__(found)]
        if isinstance(found, NameObject) and last not in _FONT:
            self.found.names.append(found[1:])
        elif isinstance(found, TextStringObject | ByteStringObject) and last not in _FONT | {"/ID"}:
            self._string(found, path, page)
        return []

    def _string(self, found: Any, path: tuple[str, ...], page: int | None) -> None:
        where = self._where(path, page)
        raw = bytes(found) if isinstance(found, bytes) else found.original_bytes
        texts = [str(found)] if isinstance(found, str) else []
        if not texts or any(ord(one) < 9 for one in texts[0]):  # noqa: PLR2004  # letters of two bytes, unmarked
            texts.append(readable(raw))
        if path[-1] == "/URI":
            where = (f"link on page {page}" if page else "link", page)
        self.found.texts[where] += texts
        if path[-1] in _LINKS:
            self.found.links += [(where, text) for text in texts]

    def _where(self, path: tuple[str, ...], page: int | None) -> Where:
        if path[:1] == ("/Info",):
            key = path[-1][1:]
            return (f"PDF metadata: {key}" if key in _METADATA else "PDF metadata", None)
        for key, label in _PLACES.items():
            if key in path:
                return (f"{label} on page {page}" if page and key in {"/Annots", "/Thumb"} else label, page)
        return (f"another part of page {page}" if page else "another part of the PDF", page)

    def _stream(self, found: StreamObject, path: tuple[str, ...], page: int | None) -> None:
        last, kind = path[-1] if path else "", found.get("/Type")
        if last in _FONT_STREAMS or kind in {"/XRef", "/ObjStm", "/CMap"} or found.get("/Subtype") == "/OpenType":
            return
        if "/Length1" in found and "/Subtype" not in found and last == "/Unused":
            return
        if kind == "/EmbeddedFile" or "/EF" in path:
            self.found.files.append(found.get_data())
        elif found.get("/Subtype") == "/Image":
            self._picture(found, path, page)
        elif last == "/Contents" and path[0] == "/Page" and "/Annots" not in path:
            return
        elif found.get("/Subtype") == "/Form" or "/PatternType" in found or "/CharProcs" in path:
            content = Reader(self.reader)
            content.read(found, found.get("/Resources"))
            self.found.contents.append(content)
        elif "/N" in found and last in {"", "/ICCBased", "/ColorSpace", "/DestOutputProfile", "/Unused"}:
            self.found.texts[("PDF colour profile", None)].append(readable(found.get_data()))
        else:
            data = found.get_data()
            self.found.texts[self._where(path, page)].append(readable(data))

    def _picture(self, found: StreamObject, path: tuple[str, ...], page: int | None) -> None:
        raw = found._data
        filters = found.get("/Filter", ArrayObject())
        filters = [filters] if isinstance(filters, NameObject) else list(filters)
        if "/DCTDecode" in filters:
            for each in filters[:-1]:
                if each != "/FlateDecode":
                    raise UnreadableCarrierError("A picture in this PDF is packed in a way that cannot be searched.")
            self.found.pictures.append(_unpacked(raw, len(filters) - 1))
        elif "/JPXDecode" in filters:
            self.found.texts[(f"picture on page {page}" if page else "picture in the PDF", page)].append(readable(raw))


def _unpacked(raw: bytes, times: int) -> bytes:
    for _ in range(times):
        raw = inflate(raw)
    return raw
