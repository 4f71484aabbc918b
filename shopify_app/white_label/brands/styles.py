"""How a part of a drawing looks: from attributes, from `style`, from classes; and what each property may be. Pure.

Nothing is passed on that is not on the list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from shopify_app.white_label.brands.svg import BadDrawingError

_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,2})?"
_LENGTH = rf"{_NUMBER}(?:px|pt|pc|mm|cm|in|%)?"
_SHARE = rf"{_NUMBER}%?"
_COLOUR = (
    rf"none|transparent|currentColor|inherit|[a-zA-Z]{{3,20}}|#[0-9a-fA-F]{{3,8}}"
    rf"|(?:rgb|hsl)a?\(\s*{_SHARE}(?:deg)?(?:[\s,/]+{_SHARE}){{2,3}}\s*\)"
)
_LOCAL = r"url\(\s*[\"']?#([\w.:-]+)[\"']?\s*\)"
LOCAL = re.compile(_LOCAL)
# What each property may be; `url(#…)` names another part of the same drawing.
DRAWN: Mapping[str, re.Pattern[str]] = {
    name: re.compile(pattern)
    for names, pattern in (
        (("fill", "stroke"), rf"{_LOCAL}(?:\s+(?:{_COLOUR}))?|{_COLOUR}"),
        (("color", "stop-color"), _COLOUR),
        (("opacity", "fill-opacity", "stroke-opacity", "stop-opacity"), rf"{_SHARE}|inherit"),
        (("fill-rule", "clip-rule"), "nonzero|evenodd|inherit"),
        (("stroke-width",), rf"{_LENGTH}|inherit"),
        (("stroke-linecap",), "butt|round|square|inherit"),
        (("stroke-linejoin",), "miter|round|bevel|inherit"),
        (("stroke-miterlimit",), rf"{_NUMBER}|inherit"),
        (("clip-path",), rf"none|{_LOCAL}"),
        (("display",), "none|inline|block|inherit"),
        (("visibility",), "visible|hidden|collapse|inherit"),
    )
    for name in names
}
# They change what is seen, in ways that are not drawn here: left out in silence the logo would look otherwise.
_CHANGING = {"filter", "mask", "mix-blend-mode", "stroke-dasharray", "marker-start", "marker-mid", "marker-end"}
_CHANGING |= {"marker", "transform", "d", "clip", "background", "background-image", "mask-image", "content"}
_NOTHING = {"none", "normal", "auto", "inherit", "initial", ""}
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"\s*([^{}]+)\{([^{}]*)\}\s*")
_CLASS = re.compile(r"\.(-?[_a-zA-Z][\w-]*)")
_PLAIN = "In the drawing program choose presentation attributes instead of CSS, and save it anew."

Properties = dict[str, str]


def read_sheet(text: str) -> list[tuple[str, Properties]]:
    """The classes of a `<style>`, in the order in which they win.

    Raises:
        BadDrawingError: It holds anything but plain classes with properties we draw.
    """
    left, classes = _COMMENT.sub(" ", text).strip(), list[tuple[str, Properties]]()
    if "\\" in left or "@" in left or "<" in left:
        raise BadDrawingError(f"The SVG's style sheet holds more than colours and lines. {_PLAIN}")
    while left:
        rule = _RULE.match(left)
        if rule is None:
            raise BadDrawingError(f"The SVG's style sheet cannot be read. {_PLAIN}")
        for selector in rule[1].split(","):
            name = _CLASS.fullmatch(selector.strip())
            if name is None:
                raise BadDrawingError(f"The SVG's style sheet holds more than plain classes. {_PLAIN}")
            classes.append((name[1], read_declarations(rule[2])))
        left = left[rule.end() :]
    return classes


def read_declarations(text: str) -> Properties:
    """The properties of one `style`.

    Raises:
        BadDrawingError: One cannot be drawn, or may not be.
    """
    pairs = (part.partition(":") for part in _COMMENT.sub(" ", text).split(";") if part.strip())
    return only_drawn((name.strip().lower(), value.strip()) for name, _, value in pairs)


def only_drawn(given: Iterable[tuple[str, str]]) -> Properties:
    """Of these properties, those that are drawn. One that only tells a drawing program something is left out.

    Raises:
        BadDrawingError: One cannot be drawn, or may not be.
    """
    kept: Properties = {}
    for name, value in given:
        plain = value.removesuffix("!important").strip()
        if name in DRAWN:
            if not DRAWN[name].fullmatch(plain):
                raise BadDrawingError(f"The SVG has a {name} that is not drawn here. {_PLAIN}")
            kept[name] = plain
        elif name in _CHANGING and plain.lower() not in _NOTHING:
            raise BadDrawingError(f"The SVG uses {name}, which is not drawn here. Expand the effects, or bring a PNG.")
        elif "url(" in plain.lower() or "expression(" in plain.lower():
            raise BadDrawingError(f"The SVG's style leads out of the drawing. {_PLAIN}")
    return kept
