"""The theme's block: who sees it, what it says in each language, and that it is what Shopify takes."""

from __future__ import annotations

import re
import tomllib
from html.parser import HTMLParser
from typing import Any

import pytest
from liquid import Environment

from shopify_app.wholesale.checkout.words import BESIDE, MESSAGES
from shopify_app.wholesale.languages import language_of
from tests.extensions.theme import BLOCK, FOLDER, LANGUAGES, READ_IN, SCHEMA, a_trader, draw, locale, schema

# Of Shopify's own, beside what the engine knows. Source: shopify.dev, Liquid reference.
SHOPIFYS_FILTERS = {"t", "money_with_currency"}
SHOPIFYS_TAGS = {"schema", "endschema"}


class Bar(HTMLParser):
    """What the block's HTML shows: its text, and the bar's attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.bar, self.tags = "", dict[str, str | None](), list[tuple[str, dict[str, str | None]]]()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if dict(attrs).get("role") == "progressbar":
            self.bar = dict(attrs)

    def handle_data(self, data: str) -> None:
        self.text += data.strip()


class TestWhoSeesIt:
    @pytest.mark.parametrize(
        "customer",
        [a_trader(), a_trader(tags=("vip", "Trade")), a_trader(tags=(), b2b=True)],
        ids=["tagged", "tagged with a capital", "buying for a company"],
    )
    def test_a_trader_does(self, customer: dict[str, Any]):
        assert "data-trade-progress" in draw(customer=customer)

    @pytest.mark.parametrize("customer", [None, a_trader(tags=()), a_trader(tags=("trader", "wholesale"))])
    def test_nobody_else_does(self, customer: dict[str, Any] | None):
        assert draw(customer=customer).strip() == ""

    def test_nobody_does_before_the_minimums_are_written(self):
        assert draw(customer=a_trader(), minimums=None).strip() == ""

    def test_in_the_theme_editor_where_nobody_is_signed_in_it_says_what_it_is_for(self):
        assert "Signed-in traders see here" in draw(customer=None, design_mode=True)


class TestWhatItSays:
    @pytest.mark.parametrize(
        ("total", "orders", "now", "said"),
        [
            (0, 0, "0", "Your first trade order needs at least 5,000.00 SAR. 5,000.00 SAR to go."),
            (499_999, 0, "99", "Your first trade order needs at least 5,000.00 SAR. 0.01 SAR to go."),
            (500_000, 0, "100", "Your order reaches the trade minimum of 5,000.00 SAR."),
            (900_000, 0, "100", "Your order reaches the trade minimum of 5,000.00 SAR."),
            (199_999, 1, "99", "A trade order needs at least 2,000.00 SAR. 0.01 SAR to go."),
            (200_000, 1, "100", "Your order reaches the trade minimum of 2,000.00 SAR."),
        ],
    )
    def test_how_much_is_missing(self, total: int, orders: int, now: str, said: str):
        seen = Bar(draw(total=total, customer=a_trader(orders=orders)))

        assert seen.text == said
        assert seen.bar["aria-valuenow"] == now

    def test_a_currency_without_a_minimum_has_a_sentence_and_no_bar(self):
        seen = Bar(draw(total=100, currency="USD", customer=a_trader()))

        assert seen.text.startswith("Trade orders cannot be placed in USD yet.")
        assert seen.bar == {}

    def test_a_minimum_of_nothing_is_reached(self):
        minimums = {"SAR": {"first": 0, "following": 0}}

        assert Bar(draw(customer=a_trader(), minimums=minimums)).bar["aria-valuenow"] == "100"

    @pytest.mark.parametrize(
        ("language", "direction"), [("en", "ltr"), ("fr", "ltr"), ("ar", "rtl"), ("nb", "ltr"), ("no", "ltr")]
    )
    def test_it_reads_as_its_language_does(self, language: str, direction: str):
        seen = Bar(draw(total=1, customer=a_trader(), language=language))

        assert seen.tags[0][1]["dir"] == direction
        assert "4,999.99 SAR" in seen.text
        assert bool(re.search(r"[\u0600-\u06ff]", seen.text)) is (language == "ar")

    def test_a_screen_reader_hears_the_text_and_the_bar_has_a_name(self):
        seen = Bar(draw(total=1, customer=a_trader()))

        assert ("p", "status") in {(tag, attributes.get("role")) for tag, attributes in seen.tags}
        assert seen.bar["aria-label"] == "Progress to the trade minimum"
        assert (seen.bar["aria-valuemin"], seen.bar["aria-valuemax"]) == ("0", "100")
        assert seen.bar["aria-describedby"] in {attributes.get("id") for _, attributes in seen.tags}


class TestTexts:
    def test_the_languages_are_those_of_the_checkout(self):
        assert set(LANGUAGES) == set(MESSAGES)
        assert {path.name.partition(".")[0] for path in FOLDER.glob("locales/*")} == {*LANGUAGES, *READ_IN}

    @pytest.mark.parametrize(("name", "language"), list(READ_IN.items()))
    def test_a_shop_that_publishes_another_norwegian_reads_bokmal(self, name: str, language: str):
        assert language_of(name) == language
        assert locale(name) == locale(language)

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_language_says_everything_with_the_same_values(self, language: str):
        texts, english = locale(language)["trade_progress"], locale("en")["trade_progress"]

        assert set(texts) == set(english)
        assert {key: values(text) for key, text in texts.items()} == {k: values(text) for k, text in english.items()}

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_a_reached_minimum_is_told_in_the_words_of_the_servers_answer(self, language: str):
        """As one shop speaks; how Arabic keeps amounts apart is the theme's own matter."""
        texts = locale(language)["trade_progress"]

        assert re.sub(r"\W*{{ (\w+) }}\W*", r" {\1} ", texts["reached"]).split() == (
            re.sub(r"\W*{(\w+)}\W*", r" {\1} ", BESIDE[language]["reached"]).split()
        )

    def test_every_text_is_used_and_every_used_one_is_there(self):
        used = set(re.findall(r"'trade_progress\.(\w+)' \| t\b", BLOCK.read_text("utf-8")))

        assert used == set(locale("en")["trade_progress"])

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_theme_editor_reads_every_name(self, language: str):
        texts = locale(language, ".schema")
        for key in re.findall(r'"t:([\w.]+)"', BLOCK.read_text("utf-8")):
            found: Any = texts
            for part in key.split("."):
                found = found[part]
            assert isinstance(found, str)
            assert found

        assert len(texts["name"]) <= 25


def values(text: str) -> set[str]:
    return set(re.findall(r"\{\{ (\w+) \}\}", text))


class TestWhatShopifyTakes:
    def test_tags_and_filters_are_the_engines_or_shopifys(self):
        text = BLOCK.read_text("utf-8")
        engine = Environment()
        ends = {f"end{name}" for name in engine.tags} | {"else", "elsif", "when"}
        tags = set(re.findall(r"\{%-?\s*(\w+)", text))
        lines = SCHEMA.sub("", text)
        filters = {name for found in re.findall(r"(?<!\|)\|\s*([a-z_]+)", lines) for name in [found]}

        assert tags - set(engine.tags) - ends == SHOPIFYS_TAGS
        assert filters - set(engine.filters) == SHOPIFYS_FILTERS

    def test_the_schema_names_files_that_are_there(self):
        told = schema()

        assert told["target"] == "section"
        assert (FOLDER / "assets" / told["stylesheet"]).is_file()
        assert (FOLDER / "assets" / told["javascript"]).is_file()
        assert {one["type"] for one in told["settings"]} == {"color"}
        assert set(told) == {"name", "target", "stylesheet", "javascript", "settings"}

    def test_every_setting_is_used(self):
        used = set(re.findall(r"block\.settings\.(\w+)", BLOCK.read_text("utf-8")))

        assert used == {one["id"] for one in schema()["settings"]}

    def test_the_extension_is_a_theme_with_the_folders_shopify_takes(self):
        (extension,) = tomllib.loads((FOLDER / "shopify.extension.toml").read_text("utf-8"))["extensions"]
        folders = {path.name for path in FOLDER.iterdir() if path.is_dir()}

        assert (extension["type"], extension["handle"]) == ("theme", "trade-progress")
        assert extension["name"]
        assert folders <= {"assets", "blocks", "locales", "snippets"}
        assert sum(len(path.read_bytes()) for path in FOLDER.rglob("*.liquid")) <= 100_000

    def test_no_request_value_reaches_a_script_or_an_attribute_unescaped(self):
        """Only the shop's own: formats, settings, ids."""
        printed = set(re.findall(r"\{\{-?\s*([\w.?]+)", SCHEMA.sub("", BLOCK.read_text("utf-8"))))

        assert printed - {"text", "percent", "direction"} <= {
            *("block.id", "section.id", "block.settings.colour", "block.shopify_attributes"),
        }
