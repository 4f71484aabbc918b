"""Why Shopify refuses, fit to be kept and shown: its codes and fields, and its words without anybody's data. Pure.

What is kept here outlives an erasure: neither the queue of calls nor the list of failures knows whom a text is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shopify_app.core.logs import MASK, mask_text

# In this order, so that the codes survive where less is kept than is told.
_LONGEST_CODES, _LONGEST_WORDS = 110, 150
_SHORTEST_SENT = 2
# A number as people dial it at home. A log shows ids; of what is kept here only those in Shopify's own form stay.
_DIALLED = re.compile(r"(?<![\w/])\(?\d(?:[\s().-]{0,3}\d){6,}")


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason of Shopify's: its code, the field it is about, and its words."""

    code: object
    field: Sequence[object] | None
    message: str


def tell_refusals(operation: str, refusals: Iterable[Refusal], sent: object) -> str:
    """One sentence about all of them. `sent` is what the call said: none of its texts is told again."""
    known = list(refusals)
    codes = "; ".join(filter(None, (_code_of(refusal) for refusal in known)))
    words = "; ".join(dict.fromkeys(_without_people(refusal.message, sent) for refusal in known))
    about = f" ({_cut(_without_people(codes, None), _LONGEST_CODES)})" if codes else ""
    return f"Shopify refused {operation}{about}: {_cut(words, _LONGEST_WORDS)}"


def _code_of(refusal: Refusal) -> str:
    field = ".".join(str(step) for step in refusal.field or ())
    return " ".join(str(part) for part in (refusal.code, field) if part)


def _without_people(text: str, sent: object) -> str:
    said = sorted({one for one in _texts_in(sent) if _may_be_personal(one)}, key=len, reverse=True)
    if said:
        text = re.sub(rf"(?<!\w)(?:{'|'.join(map(re.escape, said))})(?!\w)", MASK, text, flags=re.IGNORECASE)
    return _DIALLED.sub(MASK, mask_text(text))


def _may_be_personal(text: str) -> bool:
    return len(text) >= _SHORTEST_SENT and not text.startswith("gid://")


def _texts_in(sent: Any) -> Iterator[str]:
    if isinstance(sent, str):
        yield sent.strip()
    elif isinstance(sent, Mapping):
        for value in sent.values():
            yield from _texts_in(value)
    elif isinstance(sent, list | tuple):
        for value in sent:
            yield from _texts_in(value)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
