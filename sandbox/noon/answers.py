"""noon's errors as the stand-in gives them: the four-field object of gRPC under a fitting HTTP status."""

from __future__ import annotations

from typing import Any, NamedTuple


class Code(NamedTuple):
    """A gRPC status: its number, and the HTTP status a JSON gateway answers for it."""

    number: int
    http: int


CODES = {
    "OK": Code(0, 200),
    "INVALID_ARGUMENT": Code(3, 400),
    "NOT_FOUND": Code(5, 404),
    "ALREADY_EXISTS": Code(6, 409),
    "PERMISSION_DENIED": Code(7, 403),
    "RESOURCE_EXHAUSTED": Code(8, 429),
    "FAILED_PRECONDITION": Code(9, 400),
    "UNIMPLEMENTED": Code(12, 501),
    "INTERNAL": Code(13, 500),
    "UNAVAILABLE": Code(14, 503),
    "UNAUTHENTICATED": Code(16, 401),
}


class NoonError(Exception):
    """A refusal in noon's terms: the name of a gRPC status, a sentence, and what it is about."""

    def __init__(self, name: str, message: str, *about: str) -> None:
        super().__init__(message)
        self.name = name
        self.message = message
        self.about = about
        self.http = CODES[name].http


def status_of(name: str, message: str = "", *about: str) -> dict[str, Any]:
    """The flat object: the body of a failed call, and the `status` of each item in a batch."""
    return {
        "status_code": name,
        "status_id": CODES[name].number,
        "message": message,
        "details": [{"subject": subject} for subject in about],
    }


def body_of(error: NoonError, shape: str) -> tuple[str | dict[str, Any], str]:
    """The error's body in the wanted shape, and its content type.

    `html` is what a proxy in front of the gateway says: no JSON at all.
    """
    if shape == "html":
        return f"<html><body><h1>{error.http}</h1><p>{error.message}</p></body></html>", "text/html"
    if shape == "wrapped":
        return {"error": {"code": error.name, "message": error.message}}, "application/json"
    return status_of(error.name, error.message, *error.about), "application/json"
