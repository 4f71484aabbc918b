"""The five kinds of errors. `core/web.py` turns a kind into a status; every feature subclasses the kind that fits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shopify_app.core.runtime import Transaction


class TajirError(Exception):
    """An error with a message for a merchant: what happened and what to do next, never a secret or a name."""


class InvalidInputError(TajirError):
    """What was given cannot be used. `fields` tells beside which field of the form what is wrong with it."""

    def __init__(self, message: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = dict(fields or {})


class NotFoundError(TajirError):
    """It does not exist, or not for this shop."""


class ForbiddenError(TajirError):
    """The person or app may not do this."""


class RememberedError(ForbiddenError):
    """A refusal that is written down although the transaction it was raised in is rolled back."""

    def remember(self, tx: Transaction) -> None:
        """Write it down, in a transaction of its own."""
        raise NotImplementedError


class ConflictError(TajirError):
    """It cannot be done in the present state."""


class RemoteError(TajirError):
    """Another system failed us.

    `temporary` decides whether the work is tried again; `retry_after` is the other system's own wish, in seconds.
    """

    def __init__(
        self, message: str, *, temporary: bool, status: int | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(message)
        self.temporary = temporary
        self.status = status
        self.retry_after = retry_after
