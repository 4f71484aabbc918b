"""The turns of one run as a table and as JSON. Ratios are against the peers of the same run, never another one."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median

from .measure import Turn


@dataclass(frozen=True)
class Row:
    """One server over all rounds: medians, and the slowest and fastest round."""

    name: str
    rate: float
    slowest: float
    fastest: float
    p50: float
    p99: float
    server_cores: float
    store_cores: float
    generator_cores: float
    other_cores: float
    not_ok: int
    complete: bool


def rows(turns: Sequence[Turn]) -> list[Row]:
    """Return one row per server, in the order of their first turns."""
    names = list(dict.fromkeys(turn.name for turn in turns))
    return [_row(name, [turn for turn in turns if turn.name == name]) for name in names]


def text(table: Sequence[Row], peers: Sequence[str]) -> str:
    """Return a Markdown table, one line per server, with one column of ratios per peer."""
    heads = ["server", "req/s", "min-max", *(f"vs {peer}" for peer in peers)]
    heads += ["p50 ms", "p99 ms", "cores server/store/load/other", "not 2xx", "stored"]
    lines = [heads, ["---"] * len(heads), *(_cells(row, table, peers) for row in table)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def as_json(table: Sequence[Row], turns: Sequence[Turn], peers: Sequence[str]) -> dict[str, object]:
    """Return rows, ratios and every single turn, ready for `json.dumps`."""
    ratios = {row.name: {peer: _ratio(row, table, peer) for peer in peers} for row in table}
    return {"rows": [asdict(row) for row in table], "ratios": ratios, "turns": [asdict(turn) for turn in turns]}


def _row(name: str, turns: list[Turn]) -> Row:
    rates = [turn.figures.rate for turn in turns]
    return Row(
        name=name,
        rate=median(rates),
        slowest=min(rates),
        fastest=max(rates),
        p50=median(turn.figures.p50 for turn in turns),
        p99=median(turn.figures.p99 for turn in turns),
        server_cores=median(turn.server_cores for turn in turns),
        store_cores=median(turn.store_cores for turn in turns),
        generator_cores=median(turn.figures.generator_cores for turn in turns),
        other_cores=median(turn.other_cores for turn in turns),
        not_ok=sum(turn.figures.non_2xx + turn.figures.broken for turn in turns),
        complete=all(turn.complete for turn in turns),
    )


def _ratio(row: Row, table: Sequence[Row], peer: str) -> float:
    return row.rate / next(other.rate for other in table if other.name == peer)


def _cells(row: Row, table: Sequence[Row], peers: Sequence[str]) -> list[str]:
    cores = (row.server_cores, row.store_cores, row.generator_cores, row.other_cores)
    return [
        row.name,
        f"{row.rate:,.0f}",
        f"{row.slowest:,.0f}-{row.fastest:,.0f}",
        *(f"{_ratio(row, table, peer):.2f}" for peer in peers),
        f"{row.p50:.1f}",
        f"{row.p99:.1f}",
        " / ".join(f"{part:.2f}" for part in cores),
        str(row.not_ok),
        "all" if row.complete else "NOT EQUAL",
    ]
