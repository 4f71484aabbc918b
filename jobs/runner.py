"""What turns a plain function into a job: the process's runtime, log context, and the decision to try again."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Concatenate, ParamSpec, TypeVar

import structlog
from prometheus_client import Counter, Histogram
from rq import Retry

from shopify_app.core.errors import RemoteError, TajirError
from shopify_app.core.runtime import Runtime

P = ParamSpec("P")
R = TypeVar("R")
_RETRY_SECONDS = (5, 30, 120)
log = structlog.get_logger(__name__)

RUNS = Counter("tajir_jobs", "Jobs run, by result", ["job", "result"])
SECONDS = Histogram("tajir_job_seconds", "How long jobs take", ["job"])

_runtime: Runtime | None = None


class NoRuntimeError(RuntimeError):
    """A job was called in a process that is no worker."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an attempt failed, for a row that shows it; `temporary` failures are worth another try."""

    message: str
    temporary: bool
    retry_after: float | None = None


def use_runtime(runtime: Runtime) -> None:
    """The runtime that this process's jobs get. Called once, when a worker starts."""
    global _runtime  # noqa: PLW0603  RQ calls jobs by name, with JSON arguments only
    _runtime = runtime


def job(function: Callable[Concatenate[Runtime, P], R]) -> Callable[P, R | Retry]:
    """Make `function(runtime, …)` callable by RQ. Its temporary failures are tried again, others stay visible."""
    name = f"{function.__module__}.{function.__qualname__}"

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R | Retry:
        if _runtime is None:
            raise NoRuntimeError(f"{name} was called outside a worker")
        if "shop_id" in kwargs:
            # From here on a new nudge is a new run: this one may have looked already.
            _runtime.jobs.woke(name, int(str(kwargs["shop_id"])))
        began = time.perf_counter()
        structlog.contextvars.bind_contextvars(job=name, shop_id=kwargs.get("shop_id"))
        try:
            answer = function(_runtime, *args, **kwargs)
        except RemoteError as error:
            RUNS.labels(name, "remote_error").inc()
            log.warning("job_failed", error=str(error), temporary=error.temporary)
            if error.temporary:
                return Retry(max=len(_RETRY_SECONDS), interval=list(_RETRY_SECONDS))
            raise
        except Exception:
            RUNS.labels(name, "error").inc()
            log.exception("job_failed")
            raise
        else:
            RUNS.labels(name, "done").inc()
            return answer
        finally:
            SECONDS.labels(name).observe(time.perf_counter() - began)
            structlog.contextvars.clear_contextvars()

    return run


def attempt(function: Callable[[], None]) -> Failure | None:
    """Run one piece of queued work; its failure is a value, because the row it belongs to must tell of it.

    This is the one place where every error is caught: one bad delivery must not stop the shop's others.
    """
    try:
        function()
    except RemoteError as error:
        return Failure(str(error), error.temporary, error.retry_after)
    except TajirError as error:
        return Failure(str(error), temporary=False)
    except Exception as error:
        log.exception("work_failed")
        # The error's own text may quote what it could not digest: only its kind is kept.
        return Failure(f"{type(error).__name__}: see the log", temporary=True)
    return None
