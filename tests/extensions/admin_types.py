"""The types Shopify publishes for admin extensions, as npm brings them, laid out so that TypeScript finds them."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

from tests.published import node_modules

API = "2026-10"


def published() -> dict[str, str]:
    """Which packages, and which versions, make up the admin extensions of the API version we name."""
    index = json.loads((_types() / "index.json").read_text("utf-8"))
    packages: list[dict[str, Any]] = [*index["_always_loaded"], *index["polaris-admin-extensions"][API]]
    return {one["package"]: one["version"] for one in packages}


def targets() -> set[str]:
    """Every place of the admin that an extension may extend."""
    version = published()["@shopify/ui-extensions"]
    folder = _types() / "@shopify" / "ui-extensions" / version / "build" / "ts" / "surfaces" / "admin" / "targets"
    return {path.name.removesuffix(".d.ts.gz") for path in folder.iterdir()}


def lay_out(folder: Path) -> None:
    """Unpack them as if they were installed there."""
    for package in ("preact", "@shopify/ui-extensions"):
        source, target = _types() / package / published()[package], folder / "node_modules" / package
        for path in source.rglob("*.gz"):
            unpacked = target / path.relative_to(source).with_suffix("")
            unpacked.parent.mkdir(parents=True, exist_ok=True)
            with gzip.open(path) as packed, unpacked.open("wb") as plain:
                shutil.copyfileobj(packed, plain)


def _types() -> Path:
    return node_modules() / "@shopify" / "dev-mcp" / "dist" / "data" / "types"
