"""Which orders leave in their trader's name, and what such an order still waits for. Pure.

Source: promises MA-7.1 (own identity), MA-7.2 (orders ship in the trader's name), MA-7.3 (no disclosure).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Need(StrEnum):
    """Whether an order needs its trader's brand, and why not."""

    NEEDED = "needed"
    RETAIL = "retail"
    CANCELLED = "cancelled"
    TEST = "test"
    IMPORTED = "imported"
    FULFILLED = "fulfilled"
    ERASED = "erased"
    PLAIN = "plain"
    UNBRANDED = "unbranded"
    EARLIER = "earlier"
    ON_ITS_WAY = "on_its_way"


class Standing(StrEnum):
    """How far the trader's brand is."""

    NONE = "none"
    DRAFT = "draft"
    CHANGES = "changes"
    ERASED = "erased"
    APPROVED = "approved"


class Code(StrEnum):
    """What an order waits for, in the order in which it is told."""

    NO_BRAND = "no_brand"
    NOT_APPROVED = "not_approved"
    CHANGES_ASKED = "changes_asked"
    BRAND_ERASED = "brand_erased"
    NO_ADDRESS = "no_address"
    NO_GOODS = "no_goods"
    LEAK = "leak"
    UNPRINTABLE = "unprintable"
    NO_PAPERS = "no_papers"
    NO_STOCK = "no_stock"
    UNCHECKED = "unchecked"


# What a search of the papers, and of the branding they go with, can find.
OF_PAPERS = frozenset({Code.NO_GOODS, Code.LEAK, Code.UNPRINTABLE, Code.NO_PAPERS, Code.NO_STOCK})


@dataclass(frozen=True, slots=True)
class Candidate:
    """An order as far as it decides whether a brand is needed.

    `is_known`: it was found to need one before. `is_earlier`: placed before the app was first installed.
    `is_before_brand`: placed before the brand, or the shop's wish that every order has one, began.
    """

    is_trade: bool = True
    is_cancelled: bool = False
    is_test: bool = False
    is_imported: bool = False
    is_fulfilled: bool = False
    has_left_in_part: bool = False
    is_erased: bool = False
    is_plain: bool = False
    has_brand: bool = True
    is_wanted_for_all: bool = False
    is_known: bool = False
    is_earlier: bool = False
    is_before_brand: bool = False


@dataclass(frozen=True, slots=True)
class Papers:
    """What the search of an order's papers told. Findings say whose name stands where, and never the name.

    `units` are all pieces of the order, `parcels` as many as it leaves in, as far as is known.
    """

    findings: tuple[str, ...] = ()
    unprintable: tuple[str, ...] = ()
    goods_trouble: str | None = None
    paper_trouble: str | None = None
    units: int = 0
    parcels: int = 1

    @property
    def passed(self) -> bool:
        """Whether they may leave."""
        return not (self.findings or self.unprintable or self.goods_trouble or self.paper_trouble)


@dataclass(frozen=True, slots=True)
class Facts:
    """What readiness depends on. `papers` is None where they were not searched as they would be now."""

    standing: Standing
    has_address: bool = True
    papers: Papers | None = None
    shortages: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that is missing, with what exactly, where several things may be."""

    code: Code
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Readiness:
    """Everything that is missing; nothing: the order may leave."""

    reasons: tuple[Reason, ...] = ()

    @property
    def is_ready(self) -> bool:
        """Whether nothing is missing."""
        return not self.reasons


def need_of(candidate: Candidate) -> Need:
    """Whether the order needs its trader's brand. What was found to need one needs it until it is gone or plain.

    Orders from before the app, and those that were partly sent before anybody spoke of a brand, leave as they began:
    half a brand would tell more than none.
    """
    refusals = (
        (not candidate.is_trade, Need.RETAIL),
        (candidate.is_cancelled, Need.CANCELLED),
        (candidate.is_test, Need.TEST),
        (candidate.is_imported, Need.IMPORTED),
        (candidate.is_fulfilled, Need.FULFILLED),
        (candidate.is_erased, Need.ERASED),
        (candidate.is_plain, Need.PLAIN),
        (not candidate.has_brand and not candidate.is_wanted_for_all, Need.UNBRANDED),
        (candidate.is_earlier and not candidate.is_known, Need.EARLIER),
        (candidate.has_left_in_part and candidate.is_before_brand and not candidate.is_known, Need.ON_ITS_WAY),
    )
    return next((need for is_so, need in refusals if is_so), Need.NEEDED)


_STANDINGS = {
    Standing.NONE: Code.NO_BRAND,
    Standing.DRAFT: Code.NOT_APPROVED,
    Standing.CHANGES: Code.CHANGES_ASKED,
    Standing.ERASED: Code.BRAND_ERASED,
}


def readiness(facts: Facts) -> Readiness:
    """All that is missing, told at once: who mends one thing must not find the next one afterwards."""
    reasons = [] if facts.standing is Standing.APPROVED else [Reason(_STANDINGS[facts.standing])]
    if not facts.has_address:
        reasons.append(Reason(Code.NO_ADDRESS))
    if facts.standing is Standing.APPROVED and facts.papers is None:
        reasons.append(Reason(Code.UNCHECKED))
    if facts.papers is not None:
        reasons += _missing_of_papers(facts.papers)
    if facts.shortages:
        reasons.append(Reason(Code.NO_STOCK, tuple(f"{count} × {item}" for item, count in facts.shortages)))
    return Readiness(tuple(reasons))


def _missing_of_papers(papers: Papers) -> Sequence[Reason]:
    found = (
        (papers.goods_trouble, Reason(Code.NO_GOODS, (papers.goods_trouble or "",))),
        (papers.findings, Reason(Code.LEAK, papers.findings)),
        (papers.unprintable, Reason(Code.UNPRINTABLE, papers.unprintable)),
        (papers.paper_trouble, Reason(Code.NO_PAPERS, (papers.paper_trouble or "",))),
    )
    return [reason for is_so, reason in found if is_so]
