"""Growing, jittered gaps between tries."""

from __future__ import annotations

import random
from datetime import timedelta

_FIRST_SECONDS = 2.0
_LONGEST_SECONDS = 3600.0


def delay_after(tries: int) -> timedelta:
    """How long to wait after so many failed tries: doubling from 2 seconds to an hour, jittered by a half either way.

    Without jitter all that failed together would fail together again.
    """
    seconds = min(_LONGEST_SECONDS, _FIRST_SECONDS * 2.0 ** min(tries - 1, 20))
    return timedelta(seconds=seconds * random.uniform(0.5, 1.5))  # noqa: S311  spreads load, guards nothing
