"""A logo as SVG, reduced to what is drawn: shapes, colours, gradients, clips. All else is refused or left out. Pure.

What comes out is written anew from a list of elements and attributes whose values were each checked, so nothing of the
file but its shapes is left. It is drawn to pixels at once (`logos.py`), because papers print pixels, and a picture
cannot do anything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from shopify_app.white_label.brands.styles import LOCAL, Properties, only_drawn, read_declarations, read_sheet
from shopify_app.white_label.brands.svg import BadDrawingError, Node

_LARGEST, _LONGEST_RATIO = 1e6, 20.0
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_LENGTH = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,2})?(?:px|pt|pc|mm|cm|in|%)?")
_PATH, _POINTS = re.compile(r"[MmZzLlHhVvCcSsQqTtAaeE0-9+.,\s-]*"), re.compile(r"[eE0-9+.,\s-]*")
_TRANSFORM = re.compile(r"(?:\s*(?:matrix|translate|scale|rotate|skewX|skewY)\s*\([eE0-9+.,\s-]*\)[\s,]*)*")
_UNITS = re.compile("userSpaceOnUse|objectBoundingBox")
_SPREAD = re.compile("pad|reflect|repeat")

_BOX, _GRADIENT = ("x", "y", "width", "height"), ("gradientUnits", "gradientTransform", "spreadMethod")
# The elements that are drawn, with their own attributes; how they look is in `styles.py`.
_ELEMENTS: Mapping[str, tuple[str, ...]] = {
    "svg": (),
    "g": ("transform",),
    "defs": (),
    "path": ("d", "transform"),
    "rect": (*_BOX, "rx", "ry", "transform"),
    "circle": ("cx", "cy", "r", "transform"),
    "ellipse": ("cx", "cy", "rx", "ry", "transform"),
    "line": ("x1", "y1", "x2", "y2", "transform"),
    "polyline": ("points", "transform"),
    "polygon": ("points", "transform"),
    "linearGradient": ("x1", "y1", "x2", "y2", *_GRADIENT),
    "radialGradient": ("cx", "cy", "r", "fx", "fy", "fr", *_GRADIENT),
    "stop": ("offset",),
    "clipPath": ("clipPathUnits", "transform"),
}
_VALUES: Mapping[str, re.Pattern[str]] = {
    "d": _PATH,
    "points": _POINTS,
    "transform": _TRANSFORM,
    "gradientTransform": _TRANSFORM,
    "gradientUnits": _UNITS,
    "clipPathUnits": _UNITS,
    "spreadMethod": _SPREAD,
}
_GRADIENTS = {"linearGradient", "radialGradient"}
# Words about the drawing, never drawn.
_UNSEEN = {"", "title", "desc", "metadata", "style", "view", "cursor"}
_TEXT = {"text", "tspan", "textPath", "tref", "font", "font-face", "glyph", "altGlyph"}
_PICTURES = {"image", "foreignObject", "video", "audio", "iframe", "canvas", "object", "embed"}
_MOVING = {"animate", "animateMotion", "animateTransform", "animateColor", "set", "mpath", "discard"}
_ANEW = "and save it anew."


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes to be drawn: `body` is what stands in the `<svg>`, `box` the part of the plane that is seen."""

    body: str
    box: tuple[float, float, float, float]

    def at(self, width: int, height: int) -> str:
        """The whole file, to fill so many pixels."""
        box = " ".join(f"{one:.6g}" for one in self.box)
        opening = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" width="{width}" height="{height}">'
        return f"{opening}{self.body}</svg>"


def reduce_to_shapes(root: Node) -> Drawing:
    """What is drawn.

    Raises:
        BadDrawingError: Something in it cannot be drawn here, or may not be.
    """
    classes = [rule for node in root.walk() if node.name == "style" for rule in read_sheet(node.text)]
    return Drawing(_Reduction(root, classes).body(), _box(root))


class _Reduction:
    """Walks the elements; names of parts are replaced by numbers, for a name may be anybody's."""

    def __init__(self, root: Node, classes: list[tuple[str, Properties]]) -> None:
        self._root, self._classes = root, classes
        named = [node for node in root.walk() if node.attributes.get("id") and node.name in _ELEMENTS]
        self._parts = {node.attributes["id"]: (f"p{place}", node) for place, node in enumerate(named)}

    def body(self) -> str:
        for node in self._root.walk():
            _refuse_foreign(node, is_root=node is self._root)
            if node.name in _GRADIENTS:
                self._follow(node)
        inside = "".join(self._written(child, in_clip=False) for child in self._root.children)
        # The root's own colours hold for everything in it.
        return f"<g{self._look(self._root)}>{inside}</g>"

    def _written(self, node: Node, *, in_clip: bool) -> str:
        if node.name in _UNSEEN:
            return ""
        look = self._look(node)
        if in_clip and "clip-path" in look:
            raise BadDrawingError(f"The SVG cuts a cutting path with another. Flatten it {_ANEW}")
        inside = in_clip or node.name == "clipPath"
        children = "".join(self._written(child, in_clip=inside) for child in node.children)
        return f"<{node.name}{self._own(node)}{look}>{children}</{node.name}>"

    def _own(self, node: Node) -> str:
        given = {name: node.attributes[name] for name in _ELEMENTS[node.name] if name in node.attributes}
        for name, value in given.items():
            _check_value(node.name, name, value)
        if node.name in _GRADIENTS and "href" in node.attributes:
            given["href"] = f"#{self._number(node.attributes['href'].strip().removeprefix('#'))}"
        if node.attributes.get("id") in self._parts:
            given["id"] = self._number(node.attributes["id"])
        return "".join(f" {name}={quoteattr(value)}" for name, value in given.items())

    def _look(self, node: Node) -> str:
        """Attributes first, then classes, then the element's own style: the later wins."""
        own = _ELEMENTS[node.name] if node.name != "svg" else ("width", "height", "x", "y", "viewBox")
        plain = [(name, value.strip()) for name, value in node.attributes.items() if name not in {*own, "style"}]
        look = only_drawn(plain)
        mine = set(node.attributes.get("class", "").split())
        for name, properties in self._classes:
            look |= properties if name in mine else {}
        look |= read_declarations(node.attributes.get("style", ""))
        shown = ((name, LOCAL.sub(lambda found: f"url(#{self._number(found[1])})", look[name])) for name in look)
        return "".join(f" {name}={quoteattr(value)}" for name, value in shown)

    def _number(self, name: str) -> str:
        if name not in self._parts:
            raise BadDrawingError(f"The SVG refers to something that is not in it. Expand it {_ANEW}")
        return self._parts[name][0]

    def _follow(self, gradient: Node) -> None:
        """A gradient may take its colours from another; in a circle nobody has any."""
        seen, at = set[int](), gradient
        while "href" in at.attributes:
            name = at.attributes["href"].strip()
            self._number(name.removeprefix("#") if name.startswith("#") else "")
            seen.add(id(at))
            at = self._parts[name.removeprefix("#")][1]
            if id(at) in seen or at.name not in _GRADIENTS:
                raise BadDrawingError(f"The SVG's gradients refer to each other in a circle. Expand them {_ANEW}")


def _refuse_foreign(node: Node, *, is_root: bool) -> None:
    name = node.name
    if name == "script" or any(key.lower().startswith("on") for key in node.attributes):
        raise BadDrawingError(f"The SVG holds a program. Export it as plain SVG {_ANEW}")
    if name in _TEXT:
        raise BadDrawingError(
            f"The SVG holds text, which looks different on every machine. Convert it to paths {_ANEW}"
        )
    if name in _PICTURES:
        raise BadDrawingError(
            "The SVG holds a picture or page within it. Bring the picture as PNG, or draw it as paths."
        )
    if name in _MOVING:
        raise BadDrawingError(f"The SVG moves, and paper does not. Take the animation out {_ANEW}")
    if (name == "svg") != is_root or (name not in _ELEMENTS and name not in _UNSEEN):
        # The name is the file's own and is not repeated: it may be anything.
        raise BadDrawingError(f"The SVG holds parts that are not drawn here. Expand symbols, masks and effects {_ANEW}")


def _check_value(element: str, name: str, value: str) -> None:
    if not _VALUES.get(name, _LENGTH).fullmatch(value.strip()):
        raise BadDrawingError(
            f"In the SVG a {element} has a {name} that cannot be drawn. Export it as plain SVG {_ANEW}"
        )
    if any(abs(float(number)) > _LARGEST for number in _NUMBER.findall(value)):
        raise BadDrawingError(f"In the SVG a {element} reaches too far. Bring the drawing to a usual size {_ANEW}")


def _box(root: Node) -> tuple[float, float, float, float]:
    given = root.attributes
    numbers = [float(one) for one in _NUMBER.findall(given["viewBox"])] if "viewBox" in given else []
    if len(numbers) != 4:  # noqa: PLR2004  x, y, width, height
        sizes = [
            re.fullmatch(rf"({_NUMBER.pattern})(?:px)?", given.get(side, "").strip()) for side in ("width", "height")
        ]
        numbers = [0.0, 0.0, *(float(size[1]) for size in sizes if size)]
    if len(numbers) != 4 or any(abs(one) > _LARGEST for one in numbers):  # noqa: PLR2004
        raise BadDrawingError(f"The SVG does not say how large it is. Give it a viewBox {_ANEW}")
    x, y, width, height = numbers
    if min(width, height) <= 0 or max(width / height, height / width) > _LONGEST_RATIO:
        raise BadDrawingError(f"The SVG is empty, or more than {_LONGEST_RATIO:.0f} times as long as it is wide.")
    return (x, y, width, height)
