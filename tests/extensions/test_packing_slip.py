"""The admin's print action: made of what Shopify publishes, in each language, and of what the app answers."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from shopify_app.app import create_app
from shopify_app.core.runtime import Runtime
from shopify_app.shops.client import API_VERSION
from shopify_app.white_label.documents.asking import PAPERS_TOLD
from shopify_app.white_label.printing.kinds import KINDS
from shopify_app.white_label.printing.many import MOST_ORDERS
from shopify_app.wholesale.languages import LANGUAGES
from tests.extensions.admin_types import API, lay_out, targets
from tests.extensions.node import run_node
from tests.published import ROOT, node_modules

FOLDER = ROOT / "extensions" / "packing-slip"
TOML: dict[str, Any] = tomllib.loads((FOLDER / "shopify.extension.toml").read_text("utf-8"))
(EXTENSION,) = TOML["extensions"]
PACKAGE: dict[str, Any] = json.loads((FOLDER / "package.json").read_text("utf-8"))
SOURCES = sorted((FOLDER / "src").glob("*.js*"))
# Each line is one mistake: an element, an attribute, a value, a property of the API that Shopify does not have.
PLANTED = """\
export const element = <s-admin-prints src="/x" />;
export const attribute = <s-admin-print-action source="/x" />;
export const value = <s-banner tone="loud" />;
export const property = shopify.data.chosen;
"""


@cache
def texts(language: str) -> dict[str, str]:
    """A language's texts by their dotted keys."""
    name = f"{language}{'.default' if language == 'en' else ''}.json"
    return dict(flat(json.loads((FOLDER / "locales" / name).read_text("utf-8"))))


def flat(told: dict[str, Any], before: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in told.items():
        found += flat(value, f"{before}{key}.") if isinstance(value, dict) else [(f"{before}{key}", value)]
    return found


def of_choice(name: str) -> Any:
    """A constant of the extension."""
    address = (FOLDER / "src" / "choice.js").as_uri()
    return json.loads(run_node("-e", f'import("{address}").then((all) => console.log(JSON.stringify(all.{name})))'))


class TestWhatShopifyTakes:
    def test_it_is_an_admin_extension_of_the_version_we_call(self):
        assert TOML["api_version"] == API_VERSION == API
        assert (EXTENSION["type"], EXTENSION["handle"]) == ("ui_extension", "packing-slip")
        assert PACKAGE["dependencies"]["@shopify/ui-extensions"].startswith(f"~{API.replace('-', '.')}.")

    def test_its_targets_exist_and_its_modules_are_there(self):
        asked = {one["target"]: one["module"] for one in EXTENSION["targeting"]}

        assert set(asked) == {
            "admin.order-details.print-action.render",
            "admin.order-index.selection-print-action.render",
        }
        assert set(asked) <= targets()
        assert [module for module in asked.values() if not (FOLDER / module).is_file()] == []

    def test_elements_attributes_and_the_api_are_as_published(self, tmp_path: Path):
        """Checked by TypeScript, with the mistakes that it has to find."""
        folder = tmp_path / "packing-slip"
        shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("node_modules"))
        lay_out(folder)
        (folder / "src" / "planted.jsx").write_text(PLANTED, "utf-8")
        types = (folder / "shopify.d.ts").read_text("utf-8")
        also = types[types.index("declare module") :].replace("order.jsx", "planted.jsx")
        (folder / "shopify.d.ts").write_text(types + also, "utf-8")
        compiler = node_modules() / "typescript" / "bin" / "tsc"
        command = [shutil.which("node") or "node", str(compiler), "--project", str(folder), "--pretty", "false"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
        wrong = re.findall(r"^(\S+?)\((\d+),\d+\): error", done.stdout, flags=re.MULTILINE)

        assert sorted(set(wrong)) == [("src/planted.jsx", str(number)) for number in (1, 2, 3, 4)], done.stdout


class TestTexts:
    def test_the_languages_are_those_of_the_checkout(self):
        assert {path.name.partition(".")[0] for path in FOLDER.glob("locales/*")} == set(LANGUAGES)

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_language_says_everything_with_the_same_values(self, language: str):
        values = {key: set(re.findall(r"\{\{(\w+)\}\}", text)) for key, text in texts(language).items()}

        assert values == {key: set(re.findall(r"\{\{(\w+)\}\}", text)) for key, text in texts("en").items()}
        assert all(text.strip() for text in texts(language).values())

    def test_every_text_is_used_and_every_used_one_is_there(self):
        source = "\n".join(path.read_text("utf-8") for path in SOURCES)
        used = set(re.findall(r"translate\('([\w.]+)'", source))
        used |= {f"papers.{name}" for name in of_choice("PAPERS")} | {f"sizes.{name}" for name in of_choice("SIZES")}

        assert used | {"name", "description"} == set(texts("en"))
        assert {"translate(`papers.${paper}`)", "translate(`sizes.${size}`)"} <= set(
            re.findall(r"translate\(`[^`]+`\)", source)
        )


class TestWhatTheAppAnswers:
    def test_papers_sizes_and_how_many_are_the_apps(self):
        assert of_choice("PAPERS") == list(KINDS)
        assert of_choice("USUAL") == [name for name, kind in KINDS.items() if kind.is_usual]
        assert of_choice("SIZES") == list(PAPERS_TOLD)
        assert of_choice("MOST_ORDERS") == MOST_ORDERS

    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
    def test_the_address_it_asks_is_a_route_and_relative(self, runtime: Runtime):
        rules = {rule.rule for rule in create_app(runtime).url_map.iter_rules()}
        source = (FOLDER / "src" / "choice.js").read_text("utf-8")

        assert re.findall(r"return `([^?`]+)\?", source) == ["/print-action"]
        assert "/print-action" in rules
        assert [path.name for path in SOURCES if re.search(r"https?://", path.read_text("utf-8"))] == []
