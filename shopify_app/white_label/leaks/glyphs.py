"""What a PDF's pages say, drawn piece by piece: also unseen, clipped, covered or turned text, and single letters.

A letter that has no meaning of its own makes the page unreadable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from pypdf.generic import ContentStream, DictionaryObject

# pypdf's own reading of fonts has no public door; requirements.lock holds the version it was tried with.
from pypdf.generic._font import Font

from shopify_app.white_label.leaks.identities import UnreadableCarrierError
from shopify_app.white_label.leaks.pieces import SAME, Matrix, Piece, height_of, matrix_of, times

_MOST_PIECES, _DEEPEST, _MOST_STEPS = 200_000, 12, 2_000_000
_NO_LETTERS = "A font in this PDF does not say which letters it draws, so it cannot be searched. Make the PDF anew."
_TOO_MUCH = "This PDF draws more than can be searched."


@dataclass(slots=True)
class _State:
    matrix: Matrix = SAME
    font: Font | None = None
    size: float = 1
    spacing: float = 0
    word_spacing: float = 0
    stretch: float = 1
    leading: float = 0


@dataclass(slots=True)
class Reader:
    """Goes through content and collects its pieces, its pictures' and its marks' words."""

    pdf: Any
    drawn: list[Piece] = field(default_factory=list)
    said: list[Piece] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    pictures: list[bytes] = field(default_factory=list)
    _fonts: dict[int, Font] = field(default_factory=dict)
    _steps: int = 0

    def read(self, content: Any, resources: Any, matrix: Matrix = SAME, depth: int = 0) -> None:
        """Collect what the content draws, with the forms it draws in turn."""
        if depth > _DEEPEST:
            raise UnreadableCarrierError(_TOO_MUCH)
        stream = content if isinstance(content, ContentStream) else ContentStream(content, self.pdf, "bytes")
        _Run(self, _resolved(resources), _State(matrix), depth).go(stream)

    def count(self) -> None:
        """One step more.

        Raises:
            UnreadableCarrierError: Too many.
        """
        self._steps += 1
        if self._steps > _MOST_STEPS or len(self.drawn) > _MOST_PIECES:
            raise UnreadableCarrierError(_TOO_MUCH)

    def font(self, resource: Any) -> Font:
        """The font that a resource describes, read once."""
        key = id(resource)
        if key not in self._fonts:
            self._fonts[key] = Font.from_font_resource(resource)
        return self._fonts[key]


class _Run:
    """One content stream."""

    def __init__(self, reader: Reader, resources: DictionaryObject, state: _State, depth: int) -> None:
        self.reader, self.resources, self.state, self.depth = reader, resources, state, depth
        self.stack: list[_State] = []
        self.text: Matrix = SAME
        self.line: Matrix = SAME
        self.spans: list[bool] = []
        self.instead = ""
        self.steps: dict[bytes, Callable[..., None]] = {
            b"q": lambda: self.stack.append(replace(self.state)),
            b"Q": self._restore,
            b"cm": lambda *m: setattr(self.state, "matrix", times(matrix_of(m), self.state.matrix)),
            b"BT": lambda: self._place(SAME),
            b"Tm": lambda *m: self._place(matrix_of(m)),
            b"Td": self._move,
            b"TD": self._move_leading,
            b"T*": self._next,
            b"Tf": self._font,
            b"gs": self._graphics,
            b"Tc": lambda value: setattr(self.state, "spacing", float(value)),
            b"Tw": lambda value: setattr(self.state, "word_spacing", float(value)),
            b"Tz": lambda value: setattr(self.state, "stretch", float(value) / 100),
            b"TL": lambda value: setattr(self.state, "leading", float(value)),
            b"Tj": self._show,
            b"'": self._show_next,
            b'"': lambda _word, _letter, text: self._show_next(text),
            b"TJ": self._show_all,
            b"Do": self._do,
            b"BMC": lambda *_: self.spans.append(False),
            b"BDC": self._begin,
            b"DP": lambda _tag, given: self._point(given),
            b"EMC": self._end,
        }

    def go(self, stream: ContentStream) -> None:
        for operands, operator in stream.operations:
            self.reader.count()
            if operator == b"INLINE IMAGE":
                self.reader.pictures.append(bytes(operands.get("data", b"")))
            elif (step := self.steps.get(operator)) is not None:
                step(*operands)

    def _restore(self) -> None:
        if self.stack:
            self.state = self.stack.pop()

    def _place(self, matrix: Matrix) -> None:
        self.text = self.line = matrix

    def _move(self, x: float, y: float) -> None:
        self._place(times((1, 0, 0, 1, float(x), float(y)), self.line))

    def _move_leading(self, x: float, y: float) -> None:
        self.state.leading = -float(y)
        self._move(x, y)

    def _next(self) -> None:
        self._move(0, -self.state.leading)

    def _named(self, kind: str, name: str) -> Any:
        found = _resolved(self.resources.get(kind)).get(name)
        if found is None:
            raise UnreadableCarrierError("A part of this PDF's page is missing. Make the PDF anew and try again.")
        return found.get_object()

    def _font(self, name: str, size: float) -> None:
        self.state.font, self.state.size = self.reader.font(self._named("/Font", name)), float(size)

    def _graphics(self, name: str) -> None:
        given = self._named("/ExtGState", name).get("/Font")
        if given is not None:
            font, size = given.get_object()
            self.state.font, self.state.size = self.reader.font(font.get_object()), float(size)

    def _begin(self, _tag: str, given: Any) -> None:
        text = self._mark(given)
        if text is not None and not any(self.spans):
            self.instead = text
        self.spans.append(text is not None)

    def _end(self) -> None:
        if self.spans and self.spans.pop() and not any(self.spans):
            self._say(self._at(), "")  # a text instead of no letters

    def _point(self, given: Any) -> None:
        self._mark(given)

    def _mark(self, given: Any) -> str | None:
        marked = given if isinstance(given, DictionaryObject) else self._named("/Properties", given)
        words = {key: _string(marked[key]) for key in ("/ActualText", "/Alt", "/E") if key in marked}
        self.reader.marks += words.values()
        return words.get("/ActualText")

    def _do(self, name: str) -> None:
        form = self._named("/XObject", name)
        if form.get("/Subtype") == "/Form":
            matrix = matrix_of(form.get("/Matrix", SAME))
            resources = form.get("/Resources", self.resources)
            self.reader.read(form, resources, times(matrix, self.state.matrix), self.depth + 1)

    def _show_all(self, parts: Any) -> None:
        for part in parts:
            if isinstance(part, int | float):
                self._advance(-float(part) / 1000 * self.state.size * self.state.stretch)
            else:
                self._show(part)

    def _show_next(self, string: Any) -> None:
        self._next()
        self._show(string)

    def _show(self, string: Any) -> None:
        if self.state.font is None:
            raise UnreadableCarrierError(_NO_LETTERS)
        letters = list(_letters(self.state.font, _bytes(string), strict=not any(self.spans)))
        start = self._at()
        for code, text in letters:
            width = float(self.state.font.get_text_width(code)) / 1000 * self.state.size + self.state.spacing
            width += self.state.word_spacing if text == " " else 0
            self._advance(width * self.state.stretch)
        text = "".join(each for _, each in letters)
        self.reader.drawn.append(self._piece(text, start))
        self._say(start, "" if any(self.spans) else text)

    def _say(self, start: Matrix, text: str) -> None:
        """What is read aloud: the letters, or once for all that stand within its mark, the text given instead."""
        said, self.instead = self.instead + text, ""
        if said:
            self.reader.said.append(self._piece(said, start))

    def _piece(self, text: str, start: Matrix) -> Piece:
        end = self._at()
        return Piece(text, start[4], start[5], end[4], end[5], height_of(start, self.state.size))

    def _at(self) -> Matrix:
        return times(self.text, self.state.matrix)

    def _advance(self, by: float) -> None:
        self.text = times((1, 0, 0, 1, by, 0), self.text)


def _letters(font: Font, raw: bytes, *, strict: bool) -> Iterator[tuple[str, str]]:
    """Each code with what it means. `strict`: none may be without a meaning."""
    if not font.interpretable:
        raise UnreadableCarrierError(_NO_LETTERS)
    if isinstance(font.encoding, str):
        codes = raw.decode(font.encoding, "surrogatepass")
        # Where codes are numbers of glyphs, only the map gives them a meaning.
        needed = strict and font.sub_type == "Type0" and "utf-16" in font.encoding
        for code in codes:
            if needed and code not in font.character_map:
                raise UnreadableCarrierError(_NO_LETTERS)
            yield code, str(font.character_map.get(code, code))
    else:
        for byte in raw:
            code = font.encoding.get(byte, chr(byte))
            yield chr(byte), str(font.character_map.get(code, code))


def _resolved(found: Any) -> DictionaryObject:
    found = found.get_object() if found is not None else None
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def _bytes(string: Any) -> bytes:
    return bytes(string) if isinstance(string, bytes) else string.original_bytes


def _string(found: Any) -> str:
    found = found.get_object()
    if isinstance(found, bytes):
        for mark, encoding in ((b"\xfe\xff", "utf-16-be"), (b"\xff\xfe", "utf-16-le"), (b"\xef\xbb\xbf", "utf-8")):
            if found.startswith(mark):
                return found[len(mark) :].decode(encoding, "replace")
        return found.decode("latin-1")
    return str(found)
