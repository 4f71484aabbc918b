"""Templates use Shopify's elements as Shopify publishes them, and App Bridge comes first."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import shopify_app
from tests.published import admin_elements

FOLDER = Path(shopify_app.__file__).parent / "templates"
TEMPLATES = sorted(FOLDER.rglob("*.html"))
# Pages for visitors of a shop, outside the admin: they have neither App Bridge nor Polaris.
STOREFRONT = sorted((FOLDER / "storefront").glob("*.html"))
# What the admin shows in place of a paper: nothing runs there.
AS_PAPER = [FOLDER / "white_label" / "not_printed.html"]
# From app-bridge.js, which is no part of Polaris.
APP_BRIDGE = {"s-app-nav": set[str]()}
# Known to every element.
EVERYWHERE = {"id", "class", "slot", "hidden", "role", "dir", "lang"}
# In the navigation App Bridge reads which link is the home page.
HOME = ("s-link", "rel")

Tag = tuple[str, dict[str, str | None], list[str]]
each = pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(FOLDER).as_posix())


class Reader(HTMLParser):
    """The tags of a template, each with its attributes and the tags around it."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[Tag] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs), list(self._open)))
        if tag not in {"meta", "link", "input", "br", "img", "hr"}:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open.pop() == tag, f"</{tag}> closes another tag"

    def error_at_end(self) -> list[str]:
        return self._open


def read(path: Path) -> Reader:
    """The template as HTML: statements are left out, values stand as the letter x, a choice as all of its words."""
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}", "", path.read_text("utf-8"), flags=re.DOTALL)
    text = re.sub(r"\{\{.*?\}\}", lambda found: words_of(found[0]), text, flags=re.DOTALL)
    reader = Reader()
    reader.feed(text)
    reader.close()
    return reader


def words_of(expression: str) -> str:
    """`'a' if b else 'c'` as `a|c`; anything else as x."""
    choice = re.fullmatch(r"\{\{\s*'(\w+)' if .+? else '(\w+)'\s*\}\}", expression, flags=re.DOTALL)
    return "|".join(choice.groups()) if choice else "x"


def attributes_of(tag: str) -> dict[str, str]:
    """The element's attributes and the type of each, as published."""
    return {one["name"]: one.get("type", {}).get("text", "") for one in admin_elements()[tag].get("attributes", [])}


def polaris(path: Path) -> list[Tag]:
    return [one for one in read(path).tags if one[0].startswith("s-") and one[0] not in APP_BRIDGE]


@each
def test_every_tag_that_is_opened_is_closed(path: Path):
    assert read(path).error_at_end() == []


@each
def test_every_element_of_shopifys_exists(path: Path):
    assert {tag for tag, _, _ in polaris(path)} - admin_elements().keys() == set()


@each
def test_every_attribute_is_one_its_element_has(path: Path):
    """One that is misspelt is passed over in silence."""
    wrong = [
        f"{tag} {name}"
        for tag, attributes, around in polaris(path)
        for name in attributes
        if name not in attributes_of(tag)
        and name not in EVERYWHERE
        and not name.startswith(("data-", "aria-"))
        and not ((tag, name) == HOME and "s-app-nav" in around)
    ]

    assert wrong == []


@each
def test_every_value_is_one_its_attribute_takes(path: Path):
    wrong = [
        f'{tag} {name}="{word}"'
        for tag, attributes, _ in polaris(path)
        for name, value in attributes.items()
        for word in (value or "").split("|")
        if word not in {"", "x"} and not takes(attributes_of(tag).get(name, ""), word)
    ]

    assert wrong == []


def takes(kind: str, word: str) -> bool:
    """Whether an attribute of this type takes the word. Only a closed list of words can be checked."""
    listed = re.findall(r'"([^"]*)"', kind)
    return not listed or "string" in kind.replace(" ", "").split("|") or word in listed


@each
def test_every_slot_is_one_the_element_around_has(path: Path):
    for tag, attributes, around in read(path).tags:
        if attributes.get("slot") and around and around[-1] in admin_elements():
            slots = {slot["name"] for slot in admin_elements()[around[-1]].get("slots", [])}
            assert attributes["slot"] in slots, f"{tag} in {around[-1]}"


@pytest.mark.parametrize(
    "path",
    [path for path in TEMPLATES if "<head>" in path.read_text("utf-8") and path not in (*STOREFRONT, *AS_PAPER)],
)
def test_app_bridge_is_the_first_script_and_knows_the_app(path: Path):
    """Shopify's review looks for it: the newest one, from its own address, before anything else."""
    tags = read(path).tags
    scripts = [attributes for tag, attributes, _ in tags if tag == "script"]
    names = [attributes.get("name") for tag, attributes, _ in tags if tag == "meta"]
    before = [tag for tag, _, _ in tags[: [tag for tag, _, _ in tags].index("script")]]

    assert scripts[0] == {"src": "x/shopifycloud/app-bridge.js"}
    assert names[0] == "shopify-api-key"
    assert before == ["html", "head", "meta"]


def test_the_pages_with_a_head_are_known():
    """Every other page begins with `base.html`."""
    heads = {path.name for path in TEMPLATES if "<head>" in path.read_text("utf-8")}
    bases = {path.name for path in TEMPLATES if path.read_text("utf-8").startswith('{% extends "base.html" %}')}

    assert heads == {"base.html", "bounce.html"} | {path.name for path in (*STOREFRONT, *AS_PAPER)}
    assert {path.name for path in TEMPLATES} - heads - bases == {
        "lists.html",
        "fields.html",
        "look.html",
        "parcel_words.html",
    }


@each
def test_nothing_is_written_into_a_page_unescaped(path: Path):
    """No script, style or handler of our own in the text either: the page's policy forbids them."""
    text = path.read_text("utf-8")
    inline = [
        (tag, name) for tag, attributes, _ in read(path).tags for name in attributes if re.match(r"on\w+$|style$", name)
    ]
    scripts: list[dict[str, Any]] = [attributes for tag, attributes, _ in read(path).tags if tag == "script"]

    assert re.findall(r"\|\s*safe\b|autoescape", text) == []
    assert inline == []
    assert all(attributes.get("src") for attributes in scripts)
