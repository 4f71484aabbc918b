"""Pages of lists."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import column, select

from shopify_app.core.paging import PAGE_ROWS, asked_page, cut, page_of


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("", 1),
        ("page=1", 1),
        ("page=2", 2),
        ("page=10000", 10_000),
        ("page=10001", 10_000),
        ("page=999999", 10_000),
        ("page=9999999", 1),
        ("page=0", 1),
        ("page=-3", 1),
        ("page=two", 1),
        ("page=2.5", 1),
        ("page=²", 1),
        ("page=٢", 1),
        ("page=", 1),
        ("page=3&page=4", 3),
    ],
)
def test_nonsense_in_the_address_is_the_first_page(query: str, number: int):
    with Flask(__name__).test_request_context(f"/?{query}"):
        assert asked_page() == number


@pytest.mark.parametrize(
    ("count", "shown", "has_next"),
    [(0, 0, False), (1, 1, False), (PAGE_ROWS, PAGE_ROWS, False), (PAGE_ROWS + 1, PAGE_ROWS, True)],
)
def test_the_next_page_is_known_by_one_row_more(count: int, shown: int, has_next: bool):
    page = page_of(list(range(count)), 1)

    assert (list(page.rows), page.has_next) == (list(range(shown)), has_next)


@pytest.mark.parametrize(("number", "has_previous", "offset"), [(1, False, 0), (2, True, 50), (7, True, 300)])
def test_a_page_begins_where_the_one_before_ends(number: int, has_previous: bool, offset: int):
    statement = cut(select(column("x")), number).compile(compile_kwargs={"literal_binds": True})

    assert page_of([], number).has_previous is has_previous
    assert str(statement).split() == f"SELECT x LIMIT {PAGE_ROWS + 1} OFFSET {offset}".split()
