"""The states of a trade account, which may follow which, and the reasons that may be given. Pure."""

from __future__ import annotations

from shopify_app.core.errors import ConflictError, InvalidInputError

APPLIED, APPROVED, REFUSED, SUSPENDED, CLOSED = "applied", "approved", "refused", "suspended", "closed"
STATES = (APPLIED, APPROVED, SUSPENDED, REFUSED, CLOSED)
# An account that stands: the same person or company cannot have a second one.
LIVING = (APPLIED, APPROVED, SUSPENDED)
# An account that was granted: nobody else is granted one with its e-mail address or registration.
GRANTED = (APPROVED, SUSPENDED)
STOREFRONT, FILE, TAG = "storefront", "file", "tag"

# From where each state may be reached. A closed or refused trader applies anew, so that the old decision stays whole.
_FROM = {
    APPROVED: frozenset({APPLIED, SUSPENDED}),
    REFUSED: frozenset({APPLIED}),
    SUSPENDED: frozenset({APPROVED}),
    CLOSED: frozenset({APPLIED, APPROVED, SUSPENDED}),
}
# Words from a list: a free text about a person would be personal data of its own.
REASONS = {
    REFUSED: {
        "unverified": "The registration could not be verified",
        "no_business": "Not a business",
        "no_service": "The country or trade is not served",
        "duplicate": "The trader has an account already",
        "other": "Another reason, told to the applicant",
    },
    SUSPENDED: {
        "unpaid": "Invoices are unpaid",
        "documents": "The registration ran out or changed",
        "misuse": "The terms of trade were broken",
        "own_wish": "The trader asked for it",
        "other": "Another reason, told to the trader",
    },
    CLOSED: {
        "own_wish": "The trader asked for it",
        "no_trade": "The business no longer trades",
        "misuse": "The terms of trade were broken",
        "withdrawn": "The application was withdrawn",
        "other": "Another reason, told to the trader",
    },
}
ERASED = "erased"
_ALL_REASONS = {name: words for several in REASONS.values() for name, words in several.items()}
_REFUSALS = {
    (APPROVED, APPROVED): "This account is approved already.",
    (APPROVED, REFUSED): "A refused application cannot be approved. The trader can apply again.",
    (APPROVED, CLOSED): "A closed account cannot be opened again. The trader can apply again.",
    (REFUSED, APPROVED): "This account is approved: suspend or close it instead.",
    (REFUSED, REFUSED): "This application is refused already.",
    (SUSPENDED, APPLIED): "This application is not decided yet: refuse it instead.",
    (SUSPENDED, SUSPENDED): "This account is suspended already.",
    (CLOSED, CLOSED): "This account is closed already.",
}


class WrongStateError(ConflictError):
    """The account is not in a state from which this can be done."""


class NoReasonError(InvalidInputError):
    """A decision against a trader needs its reason."""


def check_change(present: str, wanted: str) -> None:
    """Whether an account may go from one state to another.

    Raises:
        WrongStateError: It may not; the message says why, and what can be done instead.
    """
    if present not in _FROM[wanted]:
        usual = f"An account that is {present} cannot become {wanted}."
        raise WrongStateError(_REFUSALS.get((wanted, present), usual))


def check_reason(wanted: str, reason: str | None) -> str | None:
    """The reason to be written down: one of the list for a refusal, suspension or closure, none for an approval.

    Raises:
        NoReasonError: None was given where one is needed, or it is not on the list.
    """
    if wanted not in REASONS:
        return None
    if reason not in REASONS[wanted]:
        raise NoReasonError("Choose the reason for this decision.")
    return reason


def reason_told(reason: str | None) -> str | None:
    """The reason as a sentence's beginning."""
    return "The person's data were erased" if reason == ERASED else _ALL_REASONS.get(reason or "")
