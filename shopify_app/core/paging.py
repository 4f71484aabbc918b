"""Lists with pages: one query more than a page, so that the next page is known without counting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import request

R = TypeVar("R")
PAGE_ROWS = 50
_LAST_PAGE = 10_000


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """Some rows of a list, and whether there are others."""

    rows: Sequence[R]
    number: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        """Whether rows come before these."""
        return self.number > 1


def asked_page() -> int:
    """The page number in the address; nonsense is the first page."""
    text = request.args.get("page", "1")
    return max(1, min(int(text), _LAST_PAGE)) if text.isascii() and text.isdigit() and len(text) < 7 else 1  # noqa: PLR2004


def cut(statement: Any, number: int) -> Any:
    """The statement, for one page and a row more."""
    return statement.limit(PAGE_ROWS + 1).offset((number - 1) * PAGE_ROWS)


def page_of(rows: Sequence[R], number: int) -> Page[R]:
    """The page from what `cut` brought."""
    return Page(rows[:PAGE_ROWS], number, len(rows) > PAGE_ROWS)
