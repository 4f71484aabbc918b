"""Pieces of text on a page, put together. Pure.

In the order of the file and in the order of the page, so that neither a name drawn letter by letter nor one drawn in
any other order is missed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from shopify_app.white_label.leaks.identities import Box

Matrix = tuple[float, float, float, float, float, float]
SAME: Matrix = (1, 0, 0, 1, 0, 0)
# In parts of a letter's height: what is a gap between words, and what is the same line.
_GAP, _LINE = 0.18, 0.5


@dataclass(frozen=True, slots=True)
class Piece:
    """Some letters drawn at once, from one point to another, in points from the page's lower left corner."""

    text: str
    x: float
    y: float
    to_x: float
    to_y: float
    height: float

    @property
    def box(self) -> Box:
        """The rectangle around it."""
        low, high = min(self.y, self.to_y), max(self.y, self.to_y)
        return (min(self.x, self.to_x), low - self.height * 0.25, max(self.x, self.to_x), high + self.height)


def in_file(pieces: list[Piece]) -> str:
    """The pieces in the order they are drawn."""
    return "".join(text for text, _ in joined(pieces))


def joined(pieces: list[Piece]) -> Iterator[tuple[str, Piece]]:
    """Each piece's text, after a space or a line's end if there is one before it."""
    last = None
    for piece in pieces:
        yield (_between(last, piece) if last else "") + piece.text, piece
        last = piece


def on_page(pieces: list[Piece]) -> Iterator[str]:
    """The pieces as the page shows them: in lines, and for turned text in columns, upward and downward."""
    for across, along in (("y", "x"), ("x", "y")):
        ranked = sorted(pieces, key=lambda one: (-getattr(one, across), getattr(one, along)))
        lines: list[list[Piece]] = []
        for piece in ranked:
            if lines and abs(getattr(lines[-1][0], across) - getattr(piece, across)) < piece.height * _LINE:
                lines[-1].append(piece)
            else:
                lines.append([piece])
        ordered = [sorted(line, key=lambda one: getattr(one, along)) for line in lines]
        yield "\n".join(_line(line) for line in ordered)
        if across == "x":
            yield "\n".join(_line(line[::-1]) for line in ordered)


def _line(pieces: list[Piece]) -> str:
    return "".join(text for text, _ in joined(pieces))


def _between(last: Piece, piece: Piece) -> str:
    height = max(last.height, piece.height)
    gap = ((piece.x - last.to_x) ** 2 + (piece.y - last.to_y) ** 2) ** 0.5
    if gap < height * _GAP:
        return ""
    return " " if abs(piece.y - last.to_y) < height * _LINE or abs(piece.x - last.to_x) < height * _LINE else "\n"


def times(one: Matrix, other: Matrix) -> Matrix:
    """One after the other."""
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def matrix_of(given: Iterable[float]) -> Matrix:
    """As it stands in a file."""
    a, b, c, d, e, f = (float(one) for one in given)
    return (a, b, c, d, e, f)


def height_of(matrix: Matrix, size: float) -> float:
    """How high letters of a size are once turned and stretched."""
    return max(abs(size) * max(abs(matrix[2]), abs(matrix[3])), 0.1)
