"""SVG read without trust: UTF-8 only, no entities, no declarations, nothing loaded, and limits on all that can grow.

Pure. What may be drawn of it is for `vectors.py` to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from shopify_app.core.errors import InvalidInputError

MOST_BYTES, MOST_ELEMENTS, DEEPEST, MOST_ATTRIBUTES = 400_000, 5_000, 40, 60
_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_SAVE_ANEW = "Save it anew as plain SVG and try again."
# Shapes and numbers: they say nothing, and would be searched in vain.
_WORD = re.compile(r"[^\W\d]{2}")
_GEOMETRY = {"d", "points", "transform", "gradientTransform", "viewBox"}


class BadDrawingError(InvalidInputError):
    """The file is no drawing that we take; the message says why and what to bring."""


@dataclass(slots=True)
class Node:
    """An element of the drawing; `name` is empty for one that is not SVG, such as a drawing program's own notes."""

    name: str
    attributes: dict[str, str]
    children: list[Node] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All that is said in it, also in what it holds, in the file's order."""
        return "".join(self.said)

    def walk(self) -> Iterator[Node]:
        """This element and all within it, in their order."""
        yield self
        for child in self.children:
            yield from child.walk()


def is_svg(raw: bytes) -> bool:
    """Whether it means to be SVG, in whatever encoding."""
    head = raw[:4096].replace(b"\x00", b"").lower()
    return b"<svg" in head or head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<?xml")


def read_svg(raw: bytes) -> Node:
    """The drawing's elements.

    Raises:
        BadDrawingError: It is too large or broken, in another encoding, or holds what a drawing does not need.
    """
    if len(raw) > MOST_BYTES:
        raise BadDrawingError(f"The SVG is too large: {MOST_BYTES // 1000} kB at most. Simplify it, or bring a PNG.")
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadDrawingError(f"The SVG is not written in UTF-8. {_SAVE_ANEW}") from error
    root = _Tree().read(raw.removeprefix(b"\xef\xbb\xbf"))
    if root.name != "svg":
        raise BadDrawingError(f"This is not an SVG drawing. {_SAVE_ANEW}")
    return root


def spoken(root: Node) -> bytes:
    """The drawing without its shapes: every word in it, to be searched."""
    parts = "".join(_told(node) for node in root.walk())
    return f'<svg xmlns="{_SVG}">{parts}<text>{escape(root.text)}</text></svg>'.encode()


def _told(node: Node) -> str:
    given = (value for name, value in node.attributes.items() if name not in _GEOMETRY and _WORD.search(value))
    attributes = "".join(f" a{place}={quoteattr(value)}" for place, value in enumerate(given))
    return f"<g{attributes}></g>" if attributes else ""


class _Tree:
    """Builds the elements while the parser walks through the file, and stops it at whatever is too much."""

    def __init__(self) -> None:
        self._open: list[Node] = []
        self._root: Node | None = None
        self._count = 0

    def read(self, raw: bytes) -> Node:
        # The encoding is said, not asked for: what the file calls itself is not believed.
        parser = expat.ParserCreate("utf-8", namespace_separator=" ")
        parser.buffer_text = True
        parser.XmlDeclHandler = self._declared
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        # An entity can stand for gigabytes or for a file of this computer.
        parser.EntityDeclHandler = parser.ExternalEntityRefHandler = parser.SkippedEntityHandler = _refuse_entities
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        try:
            parser.Parse(raw, True)
        except expat.ExpatError as error:
            raise BadDrawingError(f"The SVG is broken at line {error.lineno}. {_SAVE_ANEW}") from error
        if self._root is None:
            raise BadDrawingError(f"The SVG is empty. {_SAVE_ANEW}")
        return self._root

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() not in {"utf-8", "utf8", "us-ascii", "ascii"}:
            raise BadDrawingError(f"The SVG is not written in UTF-8. {_SAVE_ANEW}")

    def _doctype(self, _name: str, _system: str | None, _public: str | None, has_declarations: int) -> None:
        # Drawing programs write a bare DOCTYPE at the top. It is read past, and what it names is never loaded.
        if has_declarations:
            _refuse_entities()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MOST_ELEMENTS or len(self._open) >= DEEPEST or len(attributes) > MOST_ATTRIBUTES:
            raise BadDrawingError(
                f"The SVG has too many parts, or parts within parts too deep: {MOST_ELEMENTS:,} and {DEEPEST} at most. "
                "Simplify it, or bring a PNG."
            )
        space, _, local = name.rpartition(" ")
        node = Node(local if space in {"", _SVG} else "", {_local(key): value for key, value in attributes.items()})
        if self._open:
            self._open[-1].children.append(node)
        else:
            self._root = node
        self._open.append(node)

    def _end(self, name: str) -> None:
        # A word may go on across pieces of one text, and across nothing else.
        if not name.endswith("tspan"):
            self._characters("\n")
        self._open.pop()

    def _characters(self, text: str) -> None:
        for node in self._open:
            node.said.append(text)


def _local(key: str) -> str:
    """`href` whichever way it is written; what other programs add keeps its space, and means nothing here."""
    space, _, local = key.rpartition(" ")
    return local if space in {"", _XLINK} else key


def _refuse_entities(*_: object) -> NoReturn:
    raise BadDrawingError(f"The SVG declares entities, which can hide anything. {_SAVE_ANEW}")
