"""Keeping a few processes alive on one machine: started together, restarted when they die, stopped together."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import structlog

_STOP_SECONDS = 15.0
_QUICK_DEATH_SECONDS = 5.0
_LONGEST_PAUSE = 10.0
_PR_SET_PDEATHSIG = 1
log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Child:
    """One process to keep alive."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.1
    start_after: float = field(default=0.0)


class Supervisor:
    """Runs children until told to stop; the machine dying with us is systemd's business, not ours."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = dict(environ)
        self._children: list[Child] = []
        self._stopping = False

    def add(self, name: str, command: Sequence[str]) -> None:
        """Keep `command` running."""
        self._children.append(Child(name, command))

    def start(self) -> None:
        """Start everything that is not running."""
        for child in self._children:
            self._tend(child)

    def run(self) -> None:
        """Tend the children until a signal comes, then stop them."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        while not self._stopping:
            self.start()
            time.sleep(0.1)
        self.stop()

    def stop(self) -> None:
        """Ask every child to end, last started first; who does not in time is killed."""
        for child in reversed(self._children):
            if child.process and child.process.poll() is None:
                child.process.terminate()
        deadline = time.monotonic() + _STOP_SECONDS
        for child in self._children:
            if child.process is None:
                continue
            try:
                child.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.process.kill()
                child.process.wait()

    def _tend(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is not None and child.process.poll() is not None:
            log.warning("process_died", name=child.name, status=child.process.returncode)
            # One that dies at once is given longer and longer, so that a broken one does not eat the machine.
            quick = now - child.started < _QUICK_DEATH_SECONDS
            child.pause = min(_LONGEST_PAUSE, child.pause * 2) if quick else 0.1
            child.process, child.start_after = None, now + child.pause
        if child.process is None and now >= child.start_after:
            child.process = subprocess.Popen(child.command, env=self._environ, preexec_fn=_die_with_parent)  # noqa: PLW1509, S603
            child.started = now

    def _stop(self, _number: int, _frame: object) -> None:
        self._stopping = True


def python(*arguments: str) -> list[str]:
    """A command line of this same Python."""
    return [sys.executable, *arguments]


def _die_with_parent() -> None:
    """On Linux: should the supervisor be killed, its children end too and leave their ports."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() == 1:
            os._exit(1)
