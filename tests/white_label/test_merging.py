"""Several papers as one file: in order, whole, still PDF/A, and the same again."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from shopify_app.white_label.documents.slip import Paper, packing_slip
from shopify_app.white_label.leaks.identities import Identity, Kind
from shopify_app.white_label.leaks.portable import leaks_in_pdf
from shopify_app.white_label.printing.merging import count_pages, merge, merge_neutral
from tests.white_label.test_documents import a_brand, a_line, a_shipment, text_of

TITLES = ("Oud Royal", "Amber Night", "طبق خزفي")


@pytest.fixture(scope="module")
def documents() -> list[bytes]:
    """A slip each of three goods, of three papers, of two brands, one with two pages."""
    many = [a_line(f"Soap {number}") for number in range(60)]
    brands = (a_brand(), a_brand(), a_brand(name="Dar Nadia", name_ar=""))
    papers = (Paper.A4, Paper.LABEL, Paper.A4)
    slips = [
        packing_slip(brand, a_shipment(a_line(title)), paper)
        for brand, title, paper in zip(brands, TITLES, papers, strict=True)
    ]
    return [*slips, packing_slip(a_brand(), a_shipment(*many), Paper.A4)]


def read(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content), strict=True)


def objects_of(content: bytes) -> Iterator[Any]:
    """Everything that hangs on the catalogue."""
    reader, seen = read(content), set[int]()
    left: list[Any] = [reader.root_object]
    while left:
        one = left.pop()
        if isinstance(one, IndirectObject):
            if one.idnum in seen:
                continue
            seen.add(one.idnum)
            one = one.get_object()
        yield one
        left += one.values() if isinstance(one, DictionaryObject) else one if isinstance(one, ArrayObject) else ()


def metadata_of(content: bytes) -> str:
    return str(read(content).root_object["/Metadata"].get_object().get_data().decode())  # type: ignore[attr-defined]


@pytest.mark.parametrize("neutral", [False, True])
class TestMerged:
    def test_every_page_is_there_in_order_and_of_its_own_size(self, documents: list[bytes], *, neutral: bool):
        merged = merge_neutral(documents, "Papers") if neutral else merge(documents)
        alone = [page for document in documents for page in read(document).pages]

        assert count_pages(merged) == sum(map(count_pages, documents)) > len(documents)
        assert [page.mediabox for page in read(merged).pages] == [page.mediabox for page in alone]
        contents = [page.get_contents().get_data() for page in read(merged).pages]  # type: ignore[union-attr]
        assert contents == [page.get_contents().get_data() for page in alone]  # type: ignore[union-attr]
        assert text_of(merged) == "\n".join(map(text_of, documents))

    def test_it_is_still_pdf_a(self, documents: list[bytes], *, neutral: bool):
        """ISO 19005-2: an identification, an output intent, a file identifier; fonts embedded; nothing that acts."""
        merged = merge_neutral(documents, "Papers") if neutral else merge(documents)
        reader, metadata = read(merged), metadata_of(merged)
        names = {str(key) for one in objects_of(merged) if isinstance(one, DictionaryObject) for key in one}
        fonts = [one for one in objects_of(merged) if isinstance(one, DictionaryObject) and "/FontName" in one]

        assert re.search("<pdfaid:part>2<.*<pdfaid:conformance>B<", metadata)
        assert reader.root_object["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"  # type: ignore[index]
        assert len(reader.trailer["/ID"]) == 2  # type: ignore[arg-type]
        assert merged.startswith(b"%PDF-1.7\n%")
        assert all(byte > 127 for byte in merged[10:14])
        assert fonts
        assert all({"/FontFile2", "/FontFile3"} & set(font) for font in fonts)
        assert names.isdisjoint({"/AA", "/JS", "/JavaScript", "/OpenAction", "/Launch", "/EmbeddedFiles", "/Encrypt"})

    def test_the_same_files_give_the_same_bytes(self, documents: list[bytes], *, neutral: bool):
        once, again = (
            merge_neutral(documents, "Papers") if neutral else merge(documents),
            merge_neutral(documents, "Papers") if neutral else merge(documents),
        )

        assert once == again
        assert read(once).trailer["/ID"] != read(merge(documents[::-1])).trailer["/ID"]

    def test_what_stands_on_a_page_is_found_on_that_page(self, documents: list[bytes], *, neutral: bool):
        merged = merge_neutral(documents, "Papers") if neutral else merge(documents)
        found = leaks_in_pdf(merged, [Identity(Kind.NAME, "Amber Night", "another")])

        assert {one.page for one in found} == {2}
        assert any(one.box is not None for one in found)


def test_one_alone_stays_as_it_is(documents: list[bytes]):
    assert merge(documents[:1]) is documents[0]


def test_the_metadata_say_how_many_pages_there_are(documents: list[bytes]):
    assert f"<xmpTPg:NPages>{sum(map(count_pages, documents))}<" in metadata_of(merge(documents))


def test_papers_of_several_traders_name_none_of_them_but_on_their_pages(documents: list[bytes]):
    merged = merge_neutral(documents, "Run <7>")

    assert read(merged).metadata is None
    assert "Run &lt;7&gt;" in metadata_of(merged)
    assert [name for name in (b"Rosee", b"Nadia", b"Typst", b"pypdf", "Rosée".encode()) if name in merged] == []
    for name in ("Maison Rosée", "Dar Nadia"):
        assert all("page" in one.where for one in leaks_in_pdf(merged, [Identity(Kind.NAME, name, "a trader")]))
