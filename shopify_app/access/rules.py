"""Time-based one-time passwords and the purposes of looking at personal data. Pure."""

from __future__ import annotations

from datetime import datetime

import pyotp

STEP_SECONDS = 30
# One step either way: telephones' clocks differ, and people type slowly. RFC 6238 recommends no more.
_DRIFT = 1

# Promises AH-3.1 and MA-2.2: the reasons for which staff look at a person's data.
PURPOSES = {
    "order": "An order of this person",
    "booking": "A booking of this person",
    "inquiry": "A question this person asked",
    "technical": "A technical problem of this person",
    "privacy": "A privacy request of this person",
}


def matching_step(secret: str, code: str, now: datetime, used_step: int) -> int | None:
    """The time step whose code this is; None for a wrong one, or one not newer than the last used.

    A code that was used is worth nothing to who looked over the shoulder.
    """
    digits = code.replace(" ", "")
    if not (digits.isascii() and digits.isdigit()):
        return None
    present = int(now.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret, interval=STEP_SECONDS)
    for step in range(present - _DRIFT, present + _DRIFT + 1):
        if step > used_step and pyotp.utils.strings_equal(totp.at(step * STEP_SECONDS), digits):
            return step
    return None
