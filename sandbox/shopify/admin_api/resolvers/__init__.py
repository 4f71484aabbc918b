"""One file per part of the schema; importing them fills the table of resolvers."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path


def load() -> None:
    """Import every file of this folder."""
    for path in sorted(Path(__file__).parent.glob("*.py")):
        if path.stem != "__init__":
            import_module(f"{__name__}.{path.stem}")
