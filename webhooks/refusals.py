"""Saying no to a delivery, with the status its sender understands."""

from __future__ import annotations


class RefusedError(Exception):
    """A delivery that is not stored. `status` is the answer; the sender may come again after some of them."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


def unsigned() -> RefusedError:
    """401: nobody we know signed this. The answer tells nothing more."""
    return RefusedError(401, "The signature is missing or wrong.")


def stranger() -> RefusedError:
    """403: the secret is right, but it came from where the sender never sends from."""
    return RefusedError(403, "Events are not taken from this address.")


def malformed(reason: str) -> RefusedError:
    """400: signed, but not what it should be; the sender's later tries may meet a newer version of us."""
    return RefusedError(400, reason)


def too_large(limit: int) -> RefusedError:
    """413: larger than any delivery we know."""
    return RefusedError(413, f"A delivery may have {limit} bytes.")


def not_stored() -> RefusedError:
    """503: it could not be stored; please send it again."""
    return RefusedError(503, "The delivery could not be stored. Send it again.")
