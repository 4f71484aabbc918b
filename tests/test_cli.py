"""The command `tajir`, as an operator types it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from shopify_app.cli import main
from shopify_app.core.db import make_engine
from shopify_app.migrations.run import upgrade
from tests.builders import order_json
from tests.conftest import environment

ROOT = Path(__file__).parents[1]


def check_order(text: bytes, *options: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["check-order", "-", *options], input=text)
    return result.exit_code, result.output


def an_order(subtotal: str) -> bytes:
    return json.dumps(order_json(1001, subtotal)).encode()


class TestCheckOrder:
    @pytest.mark.parametrize(
        ("subtotal", "options", "status", "rule"),
        [
            ("4999.99", (), 3, "first"),
            ("5000.00", (), 0, "first"),
            ("2000.00", ("--following",), 0, "following"),
            ("1999.99", ("--following",), 3, "following"),
            ("10.00", ("--retail",), 0, "retail"),
        ],
    )
    def test_the_verdict_and_its_exit_status(self, subtotal: str, options: tuple[str, ...], status: int, rule: str):
        code, output = check_order(an_order(subtotal), *options)
        told = json.loads(output)

        assert (code, told["rule"], told["allowed"]) == (status, rule, status == 0)

    def test_it_says_as_what_the_order_was_judged(self):
        assert json.loads(check_order(an_order("1.00"))[1])["judged_as"] == "a trader, first order"

    @pytest.mark.parametrize("wrap", [b'{"order": %s}', b"\xef\xbb\xbf%s", b"\n %s \n"])
    def test_an_order_is_read_as_programs_write_it(self, wrap: bytes):
        assert check_order(wrap % an_order("5000.00"))[0] == 0

    @pytest.mark.parametrize("text", [b"", b"[]", b"{}", b"\xff\xfe", b"[" * 100_000, b'{"order": 7}'])
    def test_what_is_no_order_is_told_in_a_sentence(self, text: bytes):
        code, output = check_order(text)

        assert code == 1
        assert len(output.splitlines()) == 1
        assert "Traceback" not in output

    def test_goods_below_nothing_are_refused(self):
        assert check_order(an_order("-5.00"))[0] == 1


def tajir(environ: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "shopify_app", *arguments]
    environ = {"PATH": os.environ["PATH"], "COLUMNS": "200", **environ}
    return subprocess.run(command, env=environ, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def test_without_settings_it_names_all_that_is_missing():
    result = tajir({}, "doctor")

    assert result.returncode == 78
    for name in ("APP_URL", "SHOPIFY_API_KEY", "SHOPIFY_API_SECRET", "MASTER_KEY"):
        assert f"{name} is missing" in result.stderr


class TestDoctor:
    def test_a_good_installation_is_good(self, tmp_path: Path, redis_folder: Path):
        url = f"sqlite:///{tmp_path / 'tajir.db'}"
        engine = make_engine(url)
        upgrade(engine)
        engine.dispose()
        result = tajir(environment(url, redis_folder), "doctor")

        assert result.returncode == 0, result.stdout
        assert "bad" not in result.stdout
        assert result.stdout.count("good") == 6

    def test_a_new_database_needs_only_to_be_brought_to_its_form(self, tmp_path: Path, redis_folder: Path):
        result = tajir(environment(f"sqlite:///{tmp_path / 'tajir.db'}", redis_folder), "doctor")

        assert result.returncode == 1
        assert result.stdout.count("bad") == 1
        assert "tajir db upgrade" in result.stdout

    def test_a_database_that_is_away_is_one_finding(self, redis_folder: Path):
        away = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"
        result = tajir(environment(away, redis_folder), "doctor")

        assert result.stdout.count("bad") == 1
        assert "Check DATABASE_URL" in result.stdout
