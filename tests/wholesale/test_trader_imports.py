"""Traders from a file: every line is read or said what is wrong, nothing is made twice, nothing of it stays."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from jobs.privacy import apply_retention
from jobs.wholesale import import_traders
from shopify_app.core.outbox import Call
from shopify_app.core.runtime import Runtime
from shopify_app.people import actions as people
from shopify_app.people.models import Person
from shopify_app.wholesale.accounts import importing, imports
from shopify_app.wholesale.accounts.lines import MOST_LINES, UnreadableFileError, read_lines
from shopify_app.wholesale.accounts.models import ImportLine, TradeAccount, TraderImport
from shopify_app.wholesale.qualifying import standing_of
from tests.builders import an_installed_shop
from tests.conftest import OTHER_SHOP, SHOP, SettableClock, environment

HEADER = "email,customer_id,company,country,registration\n"
STAFF = "staff 1"
ROOT = Path(__file__).parents[2]


def a_file(*lines: str) -> bytes:
    return (HEADER + "\n".join(lines)).encode()


@pytest.fixture
def shop_id(runtime: Runtime) -> int:
    """A shop with traders of before."""
    return an_installed_shop(runtime, SHOP)


def report(runtime: Runtime, import_id: int) -> tuple[dict[str, int], list[tuple[int, str | None]]]:
    """The counts, and the lines left out with why."""
    with runtime.snapshot() as tx:
        imported = tx.session.get_one(TraderImport, import_id)
        problems = [(line.line, line.problem) for line in imports.problems_of(tx, imported)]
        return imports.count_lines(tx, imported), problems


def accounts(runtime: Runtime, shop_id: int) -> list[TradeAccount]:
    """The shop's accounts."""
    with runtime.snapshot() as tx:
        chosen = select(TradeAccount).where(TradeAccount.shop_id == shop_id).order_by(TradeAccount.id)
        return list(tx.session.scalars(chosen))


def run(runtime: Runtime, shop_id: int, import_id: int) -> None:
    """Start it, and let the job work."""
    with runtime.transaction() as tx:
        imports.start(tx, shop_id, import_id, STAFF)
    import_traders(shop_id=shop_id)


class TestLines:
    @pytest.mark.parametrize(
        ("line", "problem"),
        [
            (",,,,", None),
            ("a@example.com,,,,", ""),
            (",7000000001001,,,", ""),
            (",gid://shopify/Customer/7000000001001,,,", ""),
            ("a@example.com,,Najd Trading,Saudi Arabia,1010123456", ""),
            ("a@example.com,,Najd Trading,السعودية,1", "The country is not known"),
            ("a@example.com,,Najd,المملكة العربية السعودية,4030123456", ""),
            ("a@example.com,,,SA,1058529940", "This looks like the number of an identity card"),
            ("a@example.com,,,,1010123456", "A registration number needs its country."),
            ("a@example,,,,", "The e-mail address is not one."),
            (",,Najd,SA,", "Neither an e-mail address nor a customer id."),
            (",seven,,,", "The customer id is not a number."),
            (f",{'9' * 19},,,", "The customer id is not a number."),
            (f"a@example.com,,{'x' * 201},,", "A value is longer than 200 characters."),
        ],
    )
    def test_a_line_is_a_trader_or_says_what_is_wrong(self, line: str, problem: str | None):
        lines = list(read_lines(a_file(line)))

        if problem is None:
            assert lines == []
        else:
            (one,) = lines
            assert (one.number, one.trader is None) == (2, bool(problem))
            assert (one.problem or "").startswith(problem)

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"name,phone\nNadia,1\n",
            "email\nb\xe4@example.com".encode("latin-1"),
            b'email\n"a@example.com' + b"x" * 140_000,
            HEADER.encode() + b"a@example.com\n" * (MOST_LINES + 1),
        ],
    )
    def test_what_is_no_list_of_traders_is_refused_whole(self, content: bytes):
        with pytest.raises(UnreadableFileError) as refused:
            list(read_lines(content))
        assert str(refused.value).endswith(".")

    def test_what_spreadsheets_write_is_read(self):
        """A mark at the beginning, semicolons, names of columns in any case and order, lines ended as Windows does."""
        content = "\ufeffCountry;E-Mail;Note\r\nSA;Nadia@Example.com;x\r\n".encode()
        (line,) = read_lines(content)

        assert line.trader is not None
        assert (line.trader.email, line.trader.country) == ("nadia@example.com", "SA")


def test_the_dry_run_tells_every_bad_line_and_makes_nothing(
    runtime: Runtime, shop_id: int, dump_database: Callable[[], str]
):
    content = a_file(
        "a@example.com,,Najd Trading,SA,1010123456",
        "b@example,,,,",
        "A@example.com,,,,",
        "c@example.com,,,SA,1010123456",
    )
    import_id = importing.read_file(runtime, shop_id, content, STAFF)

    counts, problems = report(runtime, import_id)
    assert counts == {"good": 1, "bad": 3}
    assert [number for number, _ in problems] == [3, 4, 5]
    assert problems[1][1] == problems[2][1] == "This trader stands in an earlier line already."
    assert accounts(runtime, shop_id) == []
    dump = dump_database()
    assert [word for word in ("a@example.com", "Najd Trading", "1010123456") if word in dump] == []


def test_the_run_makes_approved_accounts_and_keeps_nothing_of_the_file(runtime: Runtime, shop_id: int):
    content = a_file("a@example.com,,Najd Trading,SA,1010123456", ",7000000001001,,MA,", "nobody,,,,")
    import_id = importing.read_file(runtime, shop_id, content, STAFF)
    run(runtime, shop_id, import_id)

    assert [(one.state, one.source, one.country) for one in accounts(runtime, shop_id)] == [
        ("approved", "file", "SA"),
        ("approved", "file", "MA"),
    ]
    with runtime.snapshot() as tx:
        imported = tx.session.get_one(TraderImport, import_id)
        assert (imported.state, imported.counts["made"]) == ("done", 2)
        assert [line.content for line in tx.session.scalars(select(ImportLine))] == [None]
        calls = tx.session.scalars(select(Call.kind).where(Call.shop_id == shop_id)).all()
        assert calls == ["wholesale.sync_account"] * 2
        standing = standing_of(tx, shop_id, 7_000_000_001_001)
        assert standing is not None
        assert standing.is_trade


def test_the_same_file_again_makes_nobody_twice(runtime: Runtime, shop_id: int):
    content = a_file("a@example.com,,,SA,1010123456", ",7000000001001,,,")
    run(runtime, shop_id, importing.read_file(runtime, shop_id, content, STAFF))
    again = importing.read_file(runtime, shop_id, content, STAFF)

    assert report(runtime, again)[0] == {"good": 0, "bad": 2}
    assert len(accounts(runtime, shop_id)) == 2


def test_who_got_an_account_since_the_dry_run_is_left_out(runtime: Runtime, shop_id: int):
    first = importing.read_file(runtime, shop_id, a_file("a@example.com,,,,"), STAFF)
    second = importing.read_file(runtime, shop_id, a_file("a@example.com,,,,", "b@example.com,,,,"), STAFF)
    run(runtime, shop_id, first)
    run(runtime, shop_id, second)

    assert len(accounts(runtime, shop_id)) == 2
    assert report(runtime, second)[1] == [(2, "This trader has an account already.")]


def test_a_run_goes_on_where_it_stopped(runtime: Runtime, shop_id: int):
    content = a_file(*(f"t{number}@example.com,,,," for number in range(7)))
    import_id = importing.read_file(runtime, shop_id, content, STAFF)
    with runtime.transaction() as tx:
        imports.start(tx, shop_id, import_id, STAFF)
    with pytest.raises(RuntimeError), runtime.transaction() as tx:
        imports.run_some(tx, shop_id, import_id, 3)
        raise RuntimeError("the power went")
    with runtime.transaction() as tx:
        assert imports.run_some(tx, shop_id, import_id, 3)
    assert len(accounts(runtime, shop_id)) == 3
    with runtime.snapshot() as tx:
        assert imports.shops_with_due(tx) == [shop_id]
    import_traders(shop_id=shop_id)
    import_traders(shop_id=shop_id)

    assert len(accounts(runtime, shop_id)) == 7
    with runtime.snapshot() as tx:
        assert tx.session.get_one(TraderImport, import_id).counts["made"] == 7
        assert imports.shops_with_due(tx) == []


def test_a_stopped_import_is_emptied_and_does_not_start(runtime: Runtime, shop_id: int):
    import_id = importing.read_file(runtime, shop_id, a_file("a@example.com,,,,"), STAFF)
    with runtime.transaction() as tx:
        imports.stop(tx, shop_id, import_id)
    with pytest.raises(imports.ImportStateError), runtime.transaction() as tx:
        imports.start(tx, shop_id, import_id, STAFF)
    with runtime.snapshot() as tx:
        assert tx.session.scalars(select(ImportLine)).all() == []


def test_an_import_is_its_shops_own(runtime: Runtime, shop_id: int):
    other = an_installed_shop(runtime, OTHER_SHOP)
    import_id = importing.read_file(runtime, shop_id, a_file("a@example.com,,,,"), STAFF)
    for deed in (imports.get_import, imports.stop):
        with pytest.raises(imports.UnknownImportError), runtime.transaction() as tx:
            deed(tx, other, import_id)
    with runtime.snapshot() as tx:
        assert report(runtime, import_id)[0]["good"] == 1
        assert people.find_each(tx, other, [imports.Trader("a@example.com").identity()]) == [None]


def test_an_upload_that_nobody_runs_is_deleted_within_a_week(runtime: Runtime, shop_id: int, clock: SettableClock):
    import_id = importing.read_file(runtime, shop_id, a_file("a@example.com,,,,", "b,,,,"), STAFF)
    clock.move(days=5.9)
    apply_retention(shop_id=shop_id)
    assert report(runtime, import_id)[0] == {"good": 1, "bad": 1}
    clock.move(days=0.2)
    apply_retention(shop_id=shop_id)

    with runtime.snapshot() as tx:
        assert tx.session.scalars(select(ImportLine)).all() == []
        assert tx.session.get_one(TraderImport, import_id).state == "stopped"
        assert tx.session.scalars(select(Person)).all() == []


# A process of its own: what else a worker of the tests holds, and what its stand-ins' threads do, is not the import's.
_MEASURED = """
import os, sys, tracemalloc
from pathlib import Path
from shopify_app.core.config import load_settings
from shopify_app.core.runtime import Runtime
from shopify_app.wholesale.accounts import importing

runtime = Runtime(load_settings(os.environ))
content = Path(sys.argv[1]).read_bytes()
tracemalloc.start()
import_id = importing.read_file(runtime, int(sys.argv[2]), content, "staff 1")
print(import_id, tracemalloc.get_traced_memory()[1])
"""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_ten_thousand_lines_need_no_more_memory_than_the_file_and_its_marks(
    runtime: Runtime, shop_id: int, database_url: str, redis_folder: Path, tmp_path: Path
):
    lines = [f"t{number}@example.com,,Trading company {number},SA,4030{number:06}" for number in range(10_000)]
    (tmp_path / "traders.csv").write_bytes(a_file(*lines))
    command = [sys.executable, "-c", _MEASURED, str(tmp_path / "traders.csv"), str(shop_id)]
    environ = {"PATH": os.environ["PATH"], **environment(database_url, redis_folder)}
    done = subprocess.run(command, env=environ, cwd=ROOT, capture_output=True, text=True, check=True)
    import_id, peak = map(int, done.stdout.split())

    assert report(runtime, import_id)[0] == {"good": 10_000, "bad": 0}
    assert peak < 16_000_000
