"""Child processes: started in a session of their own, watched, and ended by their own process id."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
QUIET_CORES = 0.2


class StartError(Exception):
    """A server, or a step before it, did not come up; the message ends with what it wrote."""


@contextmanager
def running(command: Sequence[str], environ: Mapping[str, str], log: Path, port: int) -> Iterator[int]:
    """Start `command`, wait until `port` takes connections, yield its process id, and end it with its children."""
    with log.open("ab") as output:
        child = subprocess.Popen(command, env=dict(environ), stdout=output, stderr=output, start_new_session=True)
    try:
        _wait_for(port, child, log)
        yield child.pid
    finally:
        _end(child)


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def cpu_seconds(pid: int) -> float:
    """CPU time so far of a process, its children and its session, which `running` made one per server."""
    return sum(_ticks(stat, pid) for stat in Path("/proc").glob("[0-9]*/stat")) / TICKS


def busy_seconds() -> float:
    """CPU time so far of the whole machine, neither idle nor waiting for a disk."""
    user, nice, system, _idle, _iowait, *rest = (Path("/proc/stat").read_text().splitlines()[0].split())[1:]
    return sum(map(int, (user, nice, system, *rest[:3]))) / TICKS


def wait_for_quiet(patience: float) -> None:
    """Return once others leave the machine alone, or when patience is at its end."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        before = busy_seconds()
        time.sleep(1)
        if busy_seconds() - before < QUIET_CORES:
            return


def _ticks(stat: Path, pid: int) -> int:
    try:
        fields = stat.read_text().rpartition(")")[2].split()
    except OSError:  # it ended while we looked
        return 0
    # PostgreSQL gives each of its processes a session of its own, so the parent counts too.
    ours = pid in (int(stat.parent.name), int(fields[1]), int(fields[3]))
    return int(fields[11]) + int(fields[12]) if ours else 0


def _wait_for(port: int, child: subprocess.Popen[bytes], log: Path, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and child.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise StartError(f"{child.args!r} did not answer on port {port}:\n{log.read_text()[-2000:]}")


def _end(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    with suppress(subprocess.TimeoutExpired):
        child.wait(timeout=10)
    with suppress(ProcessLookupError):  # whatever it left behind in its session
        os.killpg(child.pid, signal.SIGKILL)
    child.wait(timeout=10)
