""".env.example names every setting, explains it, and holds nothing secret."""

from __future__ import annotations

import pytest

from shopify_app.core.config import SETTING_NAMES, load_settings
from tests.published import ROOT

LINES = (ROOT / ".env.example").read_text("utf-8").splitlines()
GIVEN = dict(line.split("=", 1) for line in LINES if line and not line.startswith("#"))
SECRET = {
    *("SHOPIFY_API_SECRET", "SHOPIFY_API_SECRET_OLD", "MASTER_KEY", "MASTER_KEY_OLD"),
    *("DATABASE_URL", "REDIS_URL", "SMTP_URL"),
}
NEEDED = {
    "APP_URL": "https://app.example.com",
    "SHOPIFY_API_KEY": "0123456789abcdef",
    "SHOPIFY_API_SECRET": "a-long-secret",
    "MASTER_KEY": "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=",
}


def test_every_setting_is_there_once_and_nothing_else():
    assert [line.split("=")[0] for line in LINES if "=" in line and not line.startswith("#")] == list(GIVEN)
    assert sorted(GIVEN) == sorted(SETTING_NAMES)


@pytest.mark.parametrize("name", GIVEN)
def test_a_setting_is_explained_in_the_line_above_it(name: str):
    above = LINES[LINES.index(f"{name}={GIVEN[name]}") - 1]

    assert above.startswith("# ")
    assert len(above) > 10


def test_nothing_secret_is_in_it():
    assert {name: GIVEN[name] for name in SECRET} == dict.fromkeys(SECRET, "")


def test_what_is_in_it_are_the_defaults_of_the_code():
    """Copied and filled in where it must be, it changes nothing."""
    assert load_settings({**GIVEN, **NEEDED}) == load_settings(NEEDED)


def test_what_must_be_filled_in_is_empty_and_marked():
    assert {name for name in NEEDED if GIVEN[name]} == set()
    marked = {name for name in GIVEN if LINES[LINES.index(f"{name}={GIVEN[name]}") - 1].endswith("Needed.")}
    assert marked == set(NEEDED)


def test_a_filled_in_copy_is_not_committed():
    assert "/.env" in (ROOT / ".gitignore").read_text("utf-8").splitlines()
