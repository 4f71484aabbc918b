"""Several PDFs as one: the pages of each, one after the other, untouched.

What comes out is PDF/A-2b as what goes in: the output intent and the metadata of the first stay, everything a page
needs comes with it, and nothing is added. The same files give the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Sequence
from xml.sax.saxutils import escape

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, ByteStringObject, NameObject, StreamObject

_PAGES = re.compile(rb"(?<=<xmpTPg:NPages>)\d+(?=</xmpTPg:NPages>)")
_NEUTRAL = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" \
xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><dc:format>application/pdf</dc:format>\
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>\
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>\
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>"""


def count_pages(document: bytes) -> int:
    """How many pages a PDF has."""
    return len(PdfReader(io.BytesIO(document)).pages)


def merge(documents: Sequence[bytes]) -> bytes:
    """The documents as one, with the title and author of the first. One alone stays as it is, to the byte."""
    if len(documents) == 1:
        return documents[0]
    writer = _joined(documents)
    metadata = writer.root_object["/Metadata"].get_object()
    assert isinstance(metadata, StreamObject)  # noqa: S101  the typesetter always writes one
    metadata.set_data(_PAGES.sub(str(len(writer.pages)).encode(), metadata.get_data()))
    return _written(writer, documents)


def merge_neutral(documents: Sequence[bytes], title: str) -> bytes:
    """The documents as one that names nobody: who carries papers of several traders reads none of them in its title."""
    writer = PdfWriter()
    writer.pdf_header = "%PDF-1.7"
    writer.metadata = None
    intents = PdfReader(io.BytesIO(documents[0])).root_object["/OutputIntents"]
    writer.root_object[NameObject("/OutputIntents")] = intents.clone(writer)
    metadata = StreamObject()
    metadata.update({NameObject("/Type"): NameObject("/Metadata"), NameObject("/Subtype"): NameObject("/XML")})
    metadata.set_data(_NEUTRAL.format(title=escape(title)).encode())
    writer.root_object[NameObject("/Metadata")] = writer._add_object(metadata)
    _add_pages(writer, documents)
    return _written(writer, documents)


def _joined(documents: Sequence[bytes]) -> PdfWriter:
    writer = PdfWriter(clone_from=io.BytesIO(documents[0]))
    _add_pages(writer, documents[1:])
    return writer


def _add_pages(writer: PdfWriter, documents: Sequence[bytes]) -> None:
    for document in documents:
        for page in PdfReader(io.BytesIO(document)).pages:
            writer.add_page(page)


def _written(writer: PdfWriter, documents: Sequence[bytes]) -> bytes:
    digest = hashlib.sha256()
    for document in documents:
        digest.update(hashlib.sha256(document).digest())
    name = ByteStringObject(digest.digest()[:16])
    writer._ID = ArrayObject((name, name))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
