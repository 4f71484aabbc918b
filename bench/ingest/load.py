"""Post signed deliveries with wrk and read what it says.

Alone: `python -m bench.ingest.load --url http://127.0.0.1:8080/webhooks/shopify --secret SECRET --seconds 8`
"""

import argparse
import json
import resource
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from .bodies import API_VERSION, SHOP, TOPIC, TRIGGERED_AT, signed_bodies

SCRIPT = Path(__file__).parent / "post.lua"
# Enough that no cache of a server profits from repeats, few enough to stay in the generator's own cache.
POOL = 256


@dataclass(frozen=True)
class Figures:
    """What wrk said: times in milliseconds, `generator_cores` its own CPU time per second."""

    requests: int
    seconds: float
    p50: float
    p99: float
    non_2xx: int
    broken: int
    generator_cores: float

    @property
    def rate(self) -> float:
        """Answers per second."""
        return self.requests / self.seconds

    @property
    def accepted(self) -> int:
        """Deliveries answered with success."""
        return self.requests - self.non_2xx


class Load:
    """A pool of signed bodies on disk; every `post` uses delivery ids never used before."""

    def __init__(self, folder: Path, secret: str, first_run: int = 1) -> None:
        self._run = first_run
        self._bodies = folder / "bodies.tsv"
        self._headers = folder / "headers.txt"
        lines = [signature.encode() + b"\t" + body for signature, body in signed_bodies(POOL, secret)]
        self._bodies.write_bytes(b"\n".join(lines) + b"\n")

    def post(self, url: str, seconds: int, connections: int) -> Figures:
        """Post for some seconds, each connection sending its next delivery once the last one is answered."""
        target = urlsplit(url)
        self._headers.write_bytes(_fixed_headers(target.netloc).encode())
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "5s", "-s", str(SCRIPT)]
        command += [f"{target.scheme}://{target.netloc}", "--", str(self._bodies), str(self._headers), target.path]
        before = _children_seconds()
        output = subprocess.run(
            [*command, str(self._run)], check=True, capture_output=True, text=True, timeout=seconds + 30
        )
        self._run += 1
        return _figures(output.stdout, _children_seconds() - before)


def _fixed_headers(host: str) -> str:
    headers = {
        "Host": host,
        "Content-Type": "application/json",
        "Accept": "*/*",
        "User-Agent": "Shopify-Captain-Hook",
        "X-Shopify-Topic": TOPIC,
        "X-Shopify-Shop-Domain": SHOP,
        "X-Shopify-API-Version": API_VERSION,
        "X-Shopify-Triggered-At": TRIGGERED_AT,
    }
    return "".join(f"{name}: {value}\r\n" for name, value in headers.items())


def _children_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _figures(output: str, cpu_seconds: float) -> Figures:
    line = next(line for line in output.splitlines() if line.startswith("RESULT "))
    said = json.loads(line.removeprefix("RESULT "))
    return Figures(generator_cores=cpu_seconds / said["seconds"], **said)


def main() -> None:
    """Post to one receiver and print what came of it."""
    parser = argparse.ArgumentParser(description="Post signed deliveries to one receiver.")
    parser.add_argument("--url", required=True)
    parser.add_argument("--secret", required=True)
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--run", type=int, default=1, help="makes the delivery ids differ from those of other runs")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = Load(Path(folder), options.secret, options.run).post(
            options.url, options.seconds, options.connections
        )
    print(f"{figures.rate:,.0f} requests/s, {figures}")


if __name__ == "__main__":
    main()
