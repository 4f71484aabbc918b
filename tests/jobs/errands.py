"""Jobs for the tests of the worker, run by RQ under their names as the product's are."""

from __future__ import annotations

from typing import Any

from jobs.runner import job
from shopify_app.core.errors import InvalidInputError, RemoteError
from shopify_app.core.runtime import Runtime

RUNS: list[tuple[Runtime, dict[str, Any]]] = []


@job
def remember(runtime: Runtime, **given: Any) -> str:
    """Note that it ran, and with what."""
    RUNS.append((runtime, given))
    return "an answer"


@job
def find_remote_away(runtime: Runtime, **given: Any) -> None:
    """Another system fails in a way that may pass."""
    remember.__wrapped__(runtime, **given)  # type: ignore[attr-defined]
    raise RemoteError("Shopify did not answer.", temporary=True)


@job
def be_refused(_runtime: Runtime) -> None:
    """Another system fails in a way that will not pass."""
    raise RemoteError("Shopify refused.", temporary=False)


@job
def meet_bad_input(_runtime: Runtime) -> None:
    """An error of ours."""
    raise InvalidInputError("That cannot be used.")


@job
def be_broken(_runtime: Runtime) -> None:
    """A mistake in the code."""
    raise ZeroDivisionError("a mistake")
