"""Shopify's search syntax: `updated_at:>='2026-01-01' tag:trade -status:cancelled (name:#1001 OR name:#1002)`.

A term whose field the list does not know is ignored, and the answer's extensions warn of it: that is what Shopify does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.shopify import moments
from sandbox.shopify.records import Record

Getter = Callable[[Record], Any]
Test = Callable[[Record], bool]
_TOKEN = re.compile(
    r"""\s*(?:(?P<open>\()|(?P<close>\))|(?P<word>(?:AND|OR|NOT)\b)|(?P<minus>-(?=\w+:|\())
    |(?P<field>\w+):(?P<op>>=|<=|>|<)?(?P<value>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^\s()]+)
    |(?P<text>'[^']*'|"[^"]*"|[^\s()]+))""",
    re.VERBOSE,
)
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
}


@dataclass(frozen=True)
class Searchable:
    """What a list can be searched by; `default` are the fields a bare word is looked for in."""

    fields: Mapping[str, Getter]
    default: tuple[str, ...] = ()


def compile_search(query: str | None, searchable: Searchable) -> tuple[Test, list[Record]]:
    """A test for records, and the warnings about terms that were ignored."""
    tokens = [match for match in _TOKEN.finditer(query or "") if match.group().strip()]
    parser = _Parser(tokens, searchable)
    return parser.either(), parser.warnings


class _Parser:
    def __init__(self, tokens: list[re.Match[str]], searchable: Searchable) -> None:
        self._tokens, self._searchable, self._at = tokens, searchable, 0
        self.warnings: list[Record] = []

    def either(self) -> Test:
        tests = [self._all()]
        while self._take_word("OR"):
            tests.append(self._all())
        return lambda record: any(test(record) for test in tests)

    def _all(self) -> Test:
        tests: list[Test] = []
        while (token := self._peek()) is not None and not token["close"] and token["word"] != "OR":
            if self._take_word("AND"):
                continue
            tests.append(self._one())
        return lambda record: all(test(record) for test in tests)

    def _one(self) -> Test:
        token = self._next()
        if token["minus"] or token["word"] == "NOT":
            inner = self._one()
            return lambda record: not inner(record)
        if token["open"]:
            inner = self.either()
            if (closing := self._peek()) is not None and closing["close"]:
                self._next()
            return inner
        if token["field"]:
            return self._field(token["field"], token["op"] or "", _unquote(token["value"]))
        return self._text(_unquote(token["text"] or token.group().strip()))

    def _field(self, name: str, operator: str, value: str) -> Test:
        getter = self._searchable.fields.get(name)
        if getter is None:
            self.warnings.append(
                {"field": name, "message": "Invalid search field for this query.", "code": "invalid_field"}
            )
            return lambda _: True
        if value == "*":
            return lambda record: getter(record) not in (None, "", [])
        return lambda record: _matches(getter(record), operator, value)

    def _text(self, text: str) -> Test:
        getters = [self._searchable.fields[name] for name in self._searchable.default]
        return lambda record: any(_matches(getter(record), "", f"{text}*") for getter in getters)

    def _peek(self) -> re.Match[str] | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _next(self) -> re.Match[str]:
        self._at += 1
        return self._tokens[self._at - 1]

    def _take_word(self, word: str) -> bool:
        token = self._peek()
        if token is not None and token["word"] == word:
            self._at += 1
            return True
        return False


def _matches(found: Any, operator: str, wanted: str) -> bool:
    if isinstance(found, list):
        return any(_matches(one, operator, wanted) for one in found)
    if found is None:
        return False
    if isinstance(found, bool):
        return str(found).lower() == wanted.lower()
    if isinstance(found, datetime):
        return _compare_moment(found, operator, wanted)
    if operator:
        return _compare_number(found, operator, wanted)
    alternatives = [one.lower() for one in wanted.split(",")]
    return any(_same(str(found).lower(), one) for one in alternatives)


def _same(found: str, wanted: str) -> bool:
    return found.startswith(wanted[:-1]) if wanted.endswith("*") else found == wanted


def _compare_moment(found: datetime, operator: str, wanted: str) -> bool:
    try:
        limit = moments.from_text(wanted)
    except ValueError:
        return False
    if operator:
        return _COMPARE[operator](found, limit)
    return found.date() == limit.date() if len(wanted) <= len("2026-01-01") else found == limit


def _compare_number(found: Any, operator: str, wanted: str) -> bool:
    try:
        return _COMPARE[operator](float(str(found).lstrip("#")), float(wanted.lstrip("#")))
    except ValueError:
        return False


def _unquote(text: str) -> str:
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "'\""
    return re.sub(r"\\(.)", r"\1", text[1:-1] if quoted else text)
