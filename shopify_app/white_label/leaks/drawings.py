"""SVG: a picture that is a text. Everything in it is searched, seen or not; nothing is loaded."""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

from shopify_app.white_label.leaks.identities import Finding, Kind, UnreadableCarrierError, once
from shopify_app.white_label.leaks.links import css_links, embedded, is_remote, leaks_in_url
from shopify_app.white_label.leaks.watchlist import Watchlist, leaks_in_text

LARGEST, DEEPEST, NESTED = 4_000_000, 200, 3
_STARTS = (b"<svg", b"<?xml", b"<!--", b"<!doctype svg")
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_LOADS = {"image", "feimage", "use", "script", "style", "link", "font-face-uri", "iframe", "img", "video", "audio"}
_ENDS = {"text", "title", "desc", "metadata", "style", "script", "a", "textpath"}
Searcher = Callable[[bytes, Watchlist, str, int], tuple[Finding, ...]]
_BROKEN = "This drawing's file is broken. Save it anew as plain SVG and try again."


def is_drawing(raw: bytes) -> bool:
    """Whether it is XML, which is what SVG is."""
    start = raw[:64]
    for mark in _MARKS:
        start = start.removeprefix(mark)
    return start.replace(b"\x00", b"").lstrip().lower().startswith(_STARTS)


def leaks_in_drawing(
    raw: bytes, watchlist: Watchlist, where: str, search_file: Searcher, depth: int = 0
) -> tuple[Finding, ...]:
    """Whose names stand in an SVG. `search_file` is asked about the pictures within it."""
    if len(raw) > LARGEST or depth > NESTED:
        raise UnreadableCarrierError("This drawing is too large, or holds pictures within pictures too deep.")
    drawing = _Drawing()
    drawing.read(raw)
    found: list[Finding] = []
    for what, text in drawing.texts():
        found += leaks_in_text(text, watchlist, f"{where}: {what}")
    for link in drawing.links:
        found += leaks_in_url(link, watchlist, f"{where}: link in SVG")
    if any(is_remote(one) for one in drawing.loaded):
        found.append(Finding(Kind.TRACKER, "a picture from elsewhere", where))
    for text in (*drawing.attributes, "".join(drawing.characters)):
        for inner in embedded(text):
            found += _inner(inner, watchlist, f"{where}: file within the SVG", search_file, depth)
    return once(found)


def _inner(raw: bytes, watchlist: Watchlist, where: str, search_file: Searcher, depth: int) -> tuple[Finding, ...]:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return search_file(raw, watchlist, where, depth + 1)
    if is_drawing(raw):
        return search_file(raw, watchlist, where, depth + 1)
    return leaks_in_text(text, watchlist, where)


class _Drawing:
    """The texts of an XML file, kept apart by where they stand."""

    def __init__(self) -> None:
        self.characters: list[str] = []
        self.attributes: list[str] = []
        self.names: list[str] = []
        self.comments: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self._depth = 0

    def read(self, raw: bytes) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self.characters.append
        parser.CommentHandler = self.comments.append
        parser.ProcessingInstructionHandler = lambda target, body: self._instruction(f"{target} {body}")
        parser.StartDoctypeDeclHandler = lambda *parts: self.comments.extend(str(one) for one in parts[:3] if one)
        # An entity can stand for gigabytes, for a file of this computer, or for a name; no drawing needs one.
        parser.EntityDeclHandler = _refuse
        parser.ExternalEntityRefHandler = _refuse
        parser.SkippedEntityHandler = _refuse
        try:
            parser.Parse(raw, True)
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise UnreadableCarrierError(_BROKEN) from error
        self.loaded += css_links("".join([*self.characters, *self.attributes]))

    def texts(self) -> tuple[tuple[str, str], ...]:
        return (
            ("text in SVG", "".join(self.characters)),
            ("attribute in SVG", "\n\n".join(self.attributes)),
            ("name of an element or attribute in SVG", "\n\n".join(self.names)),
            ("comment in SVG", "\n\n".join(self.comments)),
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise UnreadableCarrierError("This drawing is nested too deep. Save it anew as plain SVG and try again.")
        self.names += [name, *attributes]
        self.attributes += attributes.values()
        links = [value for key, value in attributes.items() if key.rpartition(":")[2] in {"href", "src"}]
        self.links += [one for one in links if not one.startswith(("#", "data:"))]
        if name.rpartition(":")[2].lower() in _LOADS:
            self.loaded += links

    def _end(self, name: str) -> None:
        self._depth -= 1
        if name.rpartition(":")[2].lower() in _ENDS:
            self.characters.append("\n")

    def _instruction(self, text: str) -> None:
        self.comments.append(text)
        if text.startswith("xml-stylesheet"):
            self.loaded += [
                part.strip("\"'") for part in text.replace("=", " ").split() if is_remote(part.strip("\"'"))
            ]


def _refuse(*_: object) -> int:
    raise UnreadableCarrierError("This drawing uses XML entities, which can hide text. Save it anew as plain SVG.")
