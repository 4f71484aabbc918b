"""Tables as files for a spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest

from shopify_app.core.sheets import make_sheet


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", '=HYPERLINK("http://x","y")', "＝1"]
)
def test_no_text_is_carried_out_by_a_spreadsheet(cell: str):
    assert read(make_sheet(["Name"], [[cell]]))[1][0].startswith("'")


def test_everything_else_is_as_it_was():
    row = ["Gift box, large", 'say "hi"', "صندوق", -3, 0, None, "two\nlines", "a=b"]
    content = make_sheet(["Name"], [row])

    assert read(content)[1] == ["Gift box, large", 'say "hi"', "صندوق", "-3", "0", "", "two\nlines", "a=b"]
    assert content.startswith(b"\xef\xbb\xbfName\r\n")
