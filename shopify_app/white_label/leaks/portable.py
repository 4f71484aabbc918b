"""PDF: the text of every page, and every other string, wherever in the file it hangs; also what nothing points to."""

from __future__ import annotations

import io
import logging
import re
import struct
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from pypdf import PdfReader, apply_configuration
from pypdf.errors import DependencyError, DeprecationError, PyPdfError

from shopify_app.white_label.leaks.alike import compact, fold
from shopify_app.white_label.leaks.glyphs import Reader
from shopify_app.white_label.leaks.identities import Box, Finding, Identity, UnreadableCarrierError, once
from shopify_app.white_label.leaks.images import leaks_in_image
from shopify_app.white_label.leaks.links import leaks_in_url
from shopify_app.white_label.leaks.objects import Strings, gather
from shopify_app.white_label.leaks.pieces import Piece, in_file, joined, on_page
from shopify_app.white_label.leaks.raw import LARGEST, readable
from shopify_app.white_label.leaks.watchlist import Hit, Watchlist, leaks_in_text, watch

MOST_PAGES = 200
# A name of letters that is this long is no word of the format itself, such as /Border.
_LONG_NAME = 8
_LIMITS = {
    "maximum_declared_stream_length": LARGEST,
    "zlib_maximum_output_length": LARGEST,
    "lzw_maximum_output_length": LARGEST,
    "run_length_maximum_output_length": LARGEST,
    "brotli_maximum_output_length": LARGEST,
    "array_based_stream_maximum_output_length": LARGEST,
    "stream_decoding_work_maximum_length": 4 * LARGEST,
}
_BROKEN = "This PDF is broken and cannot be searched to its end. Make it anew and try again."
# What pypdf raises for files it cannot make sense of. Its own errors are the least of it.
_ERRORS = (
    *(
        PyPdfError,
        DependencyError,
        DeprecationError,
        ValueError,
        TypeError,
        AttributeError,
        LookupError,
        AssertionError,
    ),
    *(RecursionError, ArithmeticError, NotImplementedError, EOFError, OSError, MemoryError, struct.error, zlib.error),
)
_LOG = logging.getLogger("pypdf")
_LOG.setLevel(logging.WARNING)
Search = Callable[[bytes, Watchlist, str], tuple[Finding, ...]]


def leaks_in_pdf(
    raw: bytes, identities: Iterable[Identity] | Watchlist, where: str = "", search_file: Search | None = None
) -> tuple[Finding, ...]:
    """Whose names stand in a PDF. `search_file` is asked about attached files; without it they block.

    Raises:
        UnreadableCarrierError: It is encrypted, broken, too large, keeps earlier versions of itself, or has letters or
            files without a meaning.
    """
    return once(_found(raw, watch(identities), where, search_file))


def places_in_pdf(raw: bytes, identities: Iterable[Identity] | Watchlist) -> tuple[Finding, ...]:
    """Every place on its pages where a name stands, also the second and third of the same name: to be shown.

    Raises:
        UnreadableCarrierError: As above.
    """
    found = _found(raw, watch(identities), "", None)
    return tuple(dict.fromkeys(one for one in found if one.page is not None and one.box is not None))


def _found(raw: bytes, watchlist: Watchlist, where: str, search_file: Search | None) -> list[Finding]:
    prefix = f"{where}: " if where else ""
    try:
        with _complaints() as complaints, apply_configuration(**_LIMITS):  # type: ignore[arg-type]
            reader = _opened(raw)
            found = [*_outside(raw, watchlist, prefix), *_pages(reader, watchlist, prefix)]
            found += _objects(gather(reader), watchlist, prefix, search_file)
    except _ERRORS as error:
        raise UnreadableCarrierError(_BROKEN) from error
    if complaints:
        raise UnreadableCarrierError(_BROKEN)
    return found


def _opened(raw: bytes) -> PdfReader:
    if len(raw) > LARGEST or not raw[:1024].count(b"%PDF-"):
        raise UnreadableCarrierError("This is no PDF, or one too large to be searched.")
    if _has_past(raw):
        raise UnreadableCarrierError("This PDF keeps earlier versions of itself. Print it to a new PDF and try again.")
    reader = PdfReader(io.BytesIO(raw), strict=True)
    if reader.is_encrypted:
        raise UnreadableCarrierError("This PDF is protected. Save it without a password and try again.")
    if len(reader.pages) > MOST_PAGES:
        raise UnreadableCarrierError(f"This PDF has more than {MOST_PAGES} pages.")
    return reader


def _has_past(raw: bytes) -> bool:
    """Whether it was changed by adding to its end, so that what was struck out is still in it."""
    if b"/Linearized" in raw[:2048]:
        return raw.count(b"startxref") > 2  # noqa: PLR2004
    last = re.search(rb"startxref\s+(\d{1,12})\s+%%EOF(?!.*startxref)", raw, re.DOTALL)
    if last is None:
        raise UnreadableCarrierError(_BROKEN)
    table = raw[int(last.group(1)) : last.start()]
    head = table.partition(b"trailer")[2] if table.lstrip().startswith(b"xref") else table.partition(b"stream")[0]
    return b"/Prev" in head


def _outside(raw: bytes, watchlist: Watchlist, prefix: str) -> Iterator[Finding]:
    """What stands before, between and behind the objects, where no reader looks."""
    start, end = raw.find(b"%PDF-"), raw.rfind(b"%%EOF")
    comments = re.findall(
        rb"^%[^\r\n]*", re.sub(rb"\bstream\r?\n.*?endstream", b"", raw, flags=re.DOTALL), re.MULTILINE
    )
    for part in (raw[:start], raw[end + 5 :], *comments):
        yield from leaks_in_text(readable(part), watchlist, f"{prefix}outside the PDF's pages")


def _pages(reader: PdfReader, watchlist: Watchlist, prefix: str) -> Iterator[Finding]:
    for number, page in enumerate(reader.pages, start=1):
        content = Reader(reader)
        stream = page.get_contents()
        if stream is not None:
            # Letters can be drawn by strings that are numbers of glyphs, so they must stay bytes.
            content.read(page["/Contents"].get_object(), page.get("/Resources"))
        yield from _content(content, watchlist, prefix, number)


def _content(content: Reader, watchlist: Watchlist, prefix: str, number: int | None) -> Iterator[Finding]:
    where = f"{prefix}text of page {number}" if number else f"{prefix}text in the PDF"
    orders = [content.drawn, content.said] if content.said != content.drawn else [content.drawn]
    for pieces in orders:
        for identity, letters, span in watchlist.hits(in_file(pieces)):
            yield Finding(identity.kind, identity.label, where, number, _box(pieces, (identity, letters, span)))
        for text in {*on_page(pieces)} - {in_file(pieces)}:
            yield from leaks_in_text(text, watchlist, where, number)
    yield from leaks_in_text("\n".join(content.marks), watchlist, f"{where}: text for reading aloud", number)
    for picture in content.pictures:
        yield from leaks_in_text(readable(picture), watchlist, f"{where}: picture", number)


def _box(pieces: list[Piece], hit: Hit) -> Box | None:
    """The rectangle around the pieces that a match lies in; none if the match is of another reading of the text."""
    _, letters, (start, end) = hit
    ends, touched, total = [], [], 0
    for text, piece in joined(pieces):
        folded = compact(fold(text))
        ends.append(folded)
        if total < end and total + len(folded) > start:
            touched.append(piece.box)
        total += len(folded)
    if "".join(ends) != letters or not touched:
        return None
    left, bottom, right, top = zip(*touched, strict=True)
    return (min(left), min(bottom), max(right), max(top))


def _objects(strings: Strings, watchlist: Watchlist, prefix: str, search_file: Search | None) -> Iterator[Finding]:
    for (what, page), texts in strings.texts.items():
        yield from leaks_in_text("\n\n".join(texts), watchlist, prefix + what, page)
        yield from leaks_in_text("".join(texts), watchlist, prefix + what, page)
    for (what, page), link in strings.links:
        for one in leaks_in_url(link, watchlist, prefix + what):
            yield replace(one, page=page)
    for identity, _, (start, end) in watchlist.hits("\n\n".join(strings.names)):
        if end - start >= _LONG_NAME:
            yield Finding(identity.kind, identity.label, f"{prefix}name of a part of the PDF")
    for content in strings.contents:
        yield from _content(content, watchlist, prefix, None)
    for picture in strings.pictures:
        yield from leaks_in_image(picture, watchlist, f"{prefix}picture in the PDF")
    for number, attached in enumerate(strings.files, start=1):
        if search_file is None:
            raise UnreadableCarrierError("This PDF has files attached. Save it without them and try again.")
        yield from search_file(attached, watchlist, f"{prefix}PDF attachment {number}")


@contextmanager
def _complaints() -> Iterator[list[str]]:
    """What pypdf reports and then overlooks, of this thread: a page half read is a page not searched."""
    complaints: list[str] = []
    thread = threading.get_ident()

    class Ear(logging.Handler):
        """Collects."""

        def emit(self, record: logging.LogRecord) -> None:
            if record.thread == thread:
                complaints.append(record.name)

    ear = Ear(logging.WARNING)
    _LOG.addHandler(ear)
    try:
        yield complaints
    finally:
        _LOG.removeHandler(ear)
