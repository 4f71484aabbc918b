"""Identities made ready to be searched for, once, and the search through a text. Pure.

A text is read in several ways (`alike.readings`); of each the compact form is searched. Every pattern is filed under
its first four letters, so a text is walked once however many identities there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from shopify_app.white_label.leaks import alike
from shopify_app.white_label.leaks.identities import Finding, Identity, Kind, UnreadableCarrierError, once
from shopify_app.white_label.leaks.patterns import SHORTEST, Need, Pattern, address_tokens, patterns

LONGEST_TEXT = 1_000_000
# How many words may stand between two parts of an address, and how few parts are an address.
GAP, FEWEST_PARTS = 3, 2
_FEWEST_LETTERS = 5
Span = tuple[int, int]
Hit = tuple[Identity, str, Span]


@dataclass(frozen=True, slots=True)
class Page:
    """A text in one reading: `letters` without gaps, where its words end (`breaks`), and where they may (`edges`)."""

    letters: str
    words: tuple[str, ...]
    starts: tuple[int, ...]
    breaks: frozenset[int]
    edges: frozenset[int]


class Watchlist:
    """What to search for. `unsearchable` cannot be told from other text, `dropped` are the trader's own: show both."""

    def __init__(self, identities: Iterable[Identity], dropped: Iterable[Identity] = ()) -> None:
        self.identities = tuple(dict.fromkeys(identities))
        self.dropped = tuple(dropped)
        self._short: dict[int, dict[str, list[tuple[Pattern, Identity]]]] = defaultdict(lambda: defaultdict(list))
        self._long: dict[str, list[tuple[Pattern, Identity]]] = defaultdict(list)
        self._addresses: dict[str, list[tuple[tuple[str, ...], Identity]]] = defaultdict(list)
        self.unsearchable = tuple(one for one in self.identities if not self._file(one))

    def _file(self, identity: Identity) -> bool:
        filed = False
        for pattern in patterns(identity):
            filed = True
            if len(pattern.text) < SHORTEST:
                self._short[len(pattern.text)][pattern.text].append((pattern, identity))
            else:
                self._long[pattern.text[:SHORTEST]].append((pattern, identity))
        if identity.kind is Kind.ADDRESS:
            tokens = address_tokens(identity.text)
            if len(tokens) >= FEWEST_PARTS and sum(map(len, tokens)) >= _FEWEST_LETTERS:
                self._addresses[tokens[0]].append((tokens, identity))
                filed = True
        return filed

    def hits(self, text: str, *, glued: bool = False) -> Iterator[Hit]:
        """Every match: whose, in which reading of the text, and between which of that reading's letters.

        `glued`: names of four and five letters may have other letters on one side, as in a host.
        """
        if len(text) > LONGEST_TEXT:
            raise UnreadableCarrierError("This holds more text than can be searched. Make it shorter and try again.")
        for page in _pages(text):
            for start, pattern, identity in self._candidates(page.letters):
                span = (start, start + len(pattern.text))
                if stands(pattern, span, page, glued=glued):
                    yield identity, page.letters, span
            for start, word in enumerate(page.words):
                for tokens, identity in self._addresses.get(word, ()):
                    if _in_order(tokens, page.words, start):
                        yield identity, page.letters, (page.starts[start], page.starts[start] + len(word))

    def _candidates(self, letters: str) -> Iterator[tuple[int, Pattern, Identity]]:
        for start in range(len(letters) - SHORTEST + 1):
            for pattern, identity in self._long.get(letters[start : start + SHORTEST], ()):
                if letters.startswith(pattern.text, start):
                    yield start, pattern, identity
        for length, filed in self._short.items():
            for start in range(len(letters) - length + 1):
                for pattern, identity in filed.get(letters[start : start + length], ()):
                    yield start, pattern, identity


def stands(pattern: Pattern, span: Span, page: Page, *, glued: bool = False) -> bool:
    """Whether what stands there is meant, or only looks so across or within other words."""
    start, end = span
    edges = page.edges if len(pattern.text) >= SHORTEST else page.breaks
    begins, ends = start in edges, end in edges
    match pattern.need:
        case Need.ANYWHERE:
            return True
        case Need.NUMBER:
            return ends
        case Need.APART if glued:
            return begins or ends
        case Need.WHOLE_NUMBER | Need.APART:
            return begins and ends
        case Need.ROUGH:
            return begins or ends or not any(place in page.breaks for place in range(start + 1, end))
    inside = {place - start for place in range(start + 1, end) if place in page.breaks}
    return begins and ends and inside <= pattern.breaks


def _pages(text: str) -> Iterator[Page]:
    seen = set()
    for reading in alike.readings(text):
        marked = alike.humps(reading)
        for folded in (alike.fold(marked), alike.seen_as(marked)):
            if folded not in seen:
                seen.add(folded)
                yield _page(folded)


def _page(folded: str) -> Page:
    plain = folded.replace(alike.HUMP, "").split()
    parts = folded.replace(alike.HUMP, " ").split()
    starts = tuple(accumulate(map(len, plain), initial=0))
    edges = frozenset(starts) | frozenset(accumulate(map(len, parts), initial=0))
    return Page("".join(plain), tuple(plain), starts, frozenset(starts), edges)


def _in_order(tokens: tuple[str, ...], words: tuple[str, ...], start: int) -> bool:
    """Whether the tokens follow each other from there on, with a few words between at most."""
    reached = {start}
    for token in tokens[1:]:
        reached = {
            place for at in reached for place in range(at + 1, min(at + GAP + 2, len(words))) if words[place] == token
        }
    return bool(reached)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is left to search for, and what is not because the trader's own names would be found by it."""

    searched: tuple[Identity, ...]
    dropped: tuple[Identity, ...]


def without(identities: Iterable[Identity], own: Iterable[Identity]) -> Kept:
    """The identities but for those that the trader's own names would set off: equal to one, or part of one."""
    identities, own = tuple(identities), tuple(own)
    searched = Watchlist(identities) if own else Watchlist(())
    found = {identity for one in own for identity, _, _ in searched.hits(one.text)}
    return Kept(tuple(one for one in identities if one not in found), tuple(one for one in identities if one in found))


def watch(identities: Iterable[Identity] | Watchlist, own: Iterable[Identity] = ()) -> Watchlist:
    """A list to search with, made once and used for many texts; without what the trader's own names would set off."""
    if isinstance(identities, Watchlist):
        return identities
    kept = without(identities, own)
    return Watchlist(kept.searched, kept.dropped)


def leaks_in_text(
    text: str, identities: Iterable[Identity] | Watchlist, where: str, page: int | None = None
) -> tuple[Finding, ...]:
    """Whose names stand in the text, in whatever spelling."""
    hits = watch(identities).hits(text)
    return once([Finding(identity.kind, identity.label, where, page) for identity, _, _ in hits])
