"""JavaScript of the extensions, run by node."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent


def run_node(*arguments: str, given: str = "") -> str:
    """What node answers; a test without node fails, for the extensions would be unchecked."""
    node = shutil.which("node")
    if node is None:
        pytest.fail("node is not installed: the extensions are JavaScript")
    done = subprocess.run([node, *arguments], input=given, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    return done.stdout


def judge(inputs: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The Function's `verdict` and `result` on each input."""
    lines = "".join(f"{json.dumps(one)}\n" for one in inputs)
    return [json.loads(line) for line in run_node(str(HERE / "judge_cases.mjs"), given=lines).splitlines()]
