"""What turns functions into jobs, and failures into values."""

from __future__ import annotations

import pytest

from jobs import runner
from jobs.runner import Failure, NoRuntimeError, attempt
from shopify_app.core.errors import ConflictError, RemoteError
from tests.jobs import errands


def test_a_job_outside_a_worker_says_so(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(runner, "_runtime", None)
    with pytest.raises(NoRuntimeError, match=r"tests\.jobs\.errands\.remember"):
        errands.remember()


class TestAttempt:
    def test_what_went_well_is_no_failure(self):
        assert attempt(lambda: None) is None

    @pytest.mark.parametrize(
        ("error", "failure"),
        [
            (
                RemoteError("Later.", temporary=True, retry_after=7.0),
                Failure("Later.", temporary=True, retry_after=7.0),
            ),
            (RemoteError("Never.", temporary=False), Failure("Never.", temporary=False)),
            (ConflictError("Not now."), Failure("Not now.", temporary=False)),
            (ValueError("salma@example.com"), Failure("ValueError: see the log", temporary=True)),
        ],
    )
    def test_a_failure_tells_what_happened_and_never_quotes_what_we_did_not_write(
        self, error: Exception, failure: Failure
    ):
        def fail() -> None:
            raise error

        assert attempt(fail) == failure

    def test_being_told_to_stop_is_no_failure_of_the_work(self):
        def stop() -> None:
            raise SystemExit

        with pytest.raises(SystemExit):
            attempt(stop)
