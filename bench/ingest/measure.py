"""One turn of one server: start it empty, warm it up, load it, and count what it kept."""

import os
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from .contender import Contender, Target
from .load import Figures, Load
from .processes import busy_seconds, cpu_seconds

WARM_UP = 3


@dataclass(frozen=True)
class Turn:
    """What one turn came to. `other_cores` is what neither server, store nor generator used: the machine's noise."""

    name: str
    figures: Figures
    accepted: int
    stored: int
    in_flight: int
    server_cores: float
    store_cores: float
    other_cores: float

    @property
    def complete(self) -> bool:
        """Each accepted delivery is stored once; what was under way when the load ended may be there as well."""
        return self.accepted <= self.stored <= self.accepted + self.in_flight


def turn(contender: Contender, load: Load, seconds: int, connections: int) -> Turn:
    """Measure a server on an empty store of its own; nothing is left behind."""
    with TemporaryDirectory(prefix="ingest-") as folder:
        os.sync()  # what the turn before left for the disk is not this one's burden
        with contender.start(Path(folder)) as target:
            return _measure(contender.name, target, load, seconds, connections)


def _measure(name: str, target: Target, load: Load, seconds: int, connections: int) -> Turn:
    warm = load.post(target.url, WARM_UP, connections)
    before = _cpu(target)
    figures = load.post(target.url, seconds, connections)
    server, store, busy = (after - start for after, start in zip(_cpu(target), before, strict=True))
    time.sleep(0.5)
    generator = figures.generator_cores * figures.seconds
    return Turn(
        name=name,
        figures=figures,
        accepted=warm.accepted + figures.accepted,
        stored=target.stored(),
        in_flight=2 * connections,
        server_cores=server / figures.seconds,
        store_cores=store / figures.seconds,
        other_cores=max(0.0, busy - server - store - generator) / figures.seconds,
    )


def _cpu(target: Target) -> tuple[float, float, float]:
    return cpu_seconds(target.server_pid), cpu_seconds(target.store_pid) if target.store_pid else 0.0, busy_seconds()
