"""The checkout's Function against the schema Shopify publishes for it, and against Shopify's limits.

Source: shopify.dev, Functions: limits and resource use. How many instructions it takes only Shopify's own tools count.
"""

from __future__ import annotations

import json
import tomllib
from decimal import Decimal
from typing import Any

import pytest
from graphql import (
    FieldNode,
    GraphQLError,
    Visitor,
    execute_sync,
    is_input_object_type,
    parse,
    validate,
    visit,
)
from graphql.utilities import validate_input_value
from graphql.validation import NoDeprecatedCustomRule

from shopify_app.core.money import Money
from shopify_app.shops.client import API_VERSION
from shopify_app.wholesale.checkout.client import FUNCTION
from shopify_app.wholesale.checkout.rules import configuration, theme_configuration
from shopify_app.wholesale.checkout.words import BESIDE, MESSAGES
from shopify_app.wholesale.languages import LANGUAGES
from shopify_app.wholesale.marks import TRADE_TAG
from shopify_app.wholesale.rules import Minimum, Minimums
from tests.extensions.node import judge
from tests.extensions.order_cases import CASES, function_input
from tests.published import ROOT, function_schema

FOLDER = ROOT / "extensions" / "order-minimum"
TOML: dict[str, Any] = tomllib.loads((FOLDER / "shopify.extension.toml").read_text("utf-8"))
QUERY = (FOLDER / "src" / "run.graphql").read_text("utf-8")
MOST_QUERY, MOST_COST, MOST_VALUE, MOST_INPUT, MOST_OUTPUT = 3_000, 30, 10_000, 128_000, 20_000
DEAR = {"metafield": 3, "hasAnyTag": 3, "hasTags": 3, "inAnyCollection": 3, "inCollections": 3}


class Cost(Visitor):
    """What the query costs: a leaf one point, some fields three; taken strictly, what lies in those counts too."""

    def __init__(self) -> None:
        super().__init__()
        self.points = 0
        self.names: set[str] = set()

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        name = node.name.value
        self.names.add(name)
        self.points += DEAR.get(name, 0 if node.selection_set or name == "__typename" else 1)


def cost() -> Cost:
    found = Cost()
    visit(parse(QUERY), found)
    return found


def errors_of(result: Any) -> list[str]:
    """What the schema has against a result of the Function."""
    problems: list[str] = []
    kind = function_schema().type_map["CartValidationsGenerateRunResult"]
    assert is_input_object_type(kind)
    validate_input_value(result, kind, lambda error, path: problems.append(f"{path}: {error.message}"))
    return problems


class TestQuery:
    def test_it_is_valid_and_uses_nothing_deprecated(self):
        errors: list[GraphQLError] = validate(function_schema(), parse(QUERY))

        assert [error.message for error in errors] == []
        assert validate(function_schema(), parse(QUERY), [NoDeprecatedCustomRule]) == []

    def test_it_is_within_shopifys_limits(self):
        assert len(QUERY.encode()) <= MOST_QUERY
        assert cost().points <= MOST_COST

    def test_the_cost_is_counted(self):
        """Else the test above would prove nothing."""
        assert cost().points == 25

    def test_it_does_not_read_the_carts_lines(self):
        """So the input, and what the Function takes, is the same for two hundred lines as for one."""
        assert cost().names.isdisjoint({"lines", "deliverableLines", "deliveryGroups"})

    def test_it_asks_for_the_servers_own_tag(self):
        """However the merchant typed it: whether Shopify compares tags by case is not written anywhere."""
        assert f'["{TRADE_TAG}", "{TRADE_TAG.title()}", "{TRADE_TAG.upper()}"]' in QUERY


class TestInput:
    @pytest.mark.parametrize("as_company", [False, True])
    def test_the_inputs_of_the_tests_are_what_shopify_gives(self, as_company: bool):
        """The query is run on them: what is missing or of another type is an error, what is too much stays out."""
        for case in CASES:
            given = function_input(case, as_company=as_company)
            done = execute_sync(function_schema(), parse(QUERY), root_value=given)
            assert done.errors is None
            assert done.data == given

    @pytest.mark.parametrize(
        ("path", "value"),
        [
            (("buyerJourney", "step"), "PAYING"),
            (("cart", "cost", "subtotalAmount", "currencyCode"), "SAUDI"),
            (("localization", "language", "isoCode"), "en"),
            (("cart", "buyerIdentity", "customer", "numberOfOrders"), "none"),
            (("cart", "discountApplications"), None),
        ],
    )
    def test_another_input_would_be_noticed(self, path: tuple[str, ...], value: object):
        """Else the test above would prove nothing."""
        given = function_input(CASES[0])
        inner = given
        for name in path[:-1]:
            inner = inner[name]
        inner[path[-1]] = value

        assert execute_sync(function_schema(), parse(QUERY), root_value=given).errors


class TestOutput:
    def test_every_result_is_what_shopify_takes(self):
        inputs = [function_input(case, language=language.upper()) for case in CASES for language in MESSAGES]
        results = [one["result"] for one in judge(inputs)]

        assert any(result["operations"] for result in results)
        assert [errors_of(result) for result in results if errors_of(result)] == []
        assert max(len(json.dumps(result).encode()) for result in results) <= MOST_OUTPUT

    def test_another_result_would_be_noticed(self):
        """Else the test above would prove nothing. The first is what the older target answered."""
        assert errors_of({"errors": [{"localizedMessage": "x", "target": "$.cart"}]})
        assert errors_of({"operations": [{"validationAdd": {"errors": [{"message": "x"}]}}]})


class TestConfiguration:
    # Far more than any shop sells in.
    EVERY = Minimums(
        {
            code: Minimum(Money(Decimal("9999999999.99"), code), Money(Decimal("9999999999.99"), code))
            for code in (f"{first}{second}X" for first in "ABCDEFGHIJKL" for second in "ABCDEFGHIJ")
        }
    )

    @pytest.mark.parametrize("text", [configuration(EVERY), theme_configuration(EVERY)], ids=["function", "theme"])
    def test_a_hundred_and_twenty_currencies_are_still_read(self, text: str):
        """A metafield that is larger reads as none, and every cart would pass."""
        assert len(text.encode()) <= MOST_VALUE

    def test_the_largest_input_is_within_shopifys_limit(self):
        given = function_input(CASES[0])
        given["validation"]["metafield"]["jsonValue"] = json.loads(configuration(self.EVERY))

        assert len(json.dumps(given).encode()) <= MOST_INPUT / 5

    SOME = Minimums(
        {
            code: Minimum(Money(Decimal(first), code), Money(Decimal(following), code))
            for code, first, following in (
                ("SAR", "5000", "2000"),
                ("KWD", "410.5", "164.125"),
                ("JPY", "200000", "80000"),
            )
        }
    )

    def test_amounts_are_exact_and_have_their_currencys_decimals(self):
        written = json.loads(configuration(self.SOME))["currencies"]

        assert written == {
            "SAR": {"first": "5000.00", "following": "2000.00"},
            "KWD": {"first": "410.500", "following": "164.125"},
            "JPY": {"first": "200000", "following": "80000"},
        }

    def test_for_the_theme_amounts_are_hundredths_rounded_up(self):
        written = json.loads(theme_configuration(self.SOME))["currencies"]

        assert written["KWD"] == {"first": 41_050, "following": 16_413}
        assert written["JPY"] == {"first": 20_000_000, "following": 8_000_000}

    def test_every_language_says_everything(self):
        assert tuple(MESSAGES) == tuple(BESIDE) == LANGUAGES
        assert {tuple(sorted(words)) for words in BESIDE.values()} == {("reached", "retail", "unknown")}
        assert all("{minimum}" in words["reached"] for words in BESIDE.values())
        assert {tuple(sorted(words)) for words in MESSAGES.values()} == {tuple(sorted(MESSAGES["en"]))}
        for words in MESSAGES.values():
            assert all("{minimum}" in words[rule] and "{missing}" in words[rule] for rule in ("first", "following"))
            assert "{currency}" in words["no_rate"]


class TestExtension:
    def test_the_files_it_names_are_there(self):
        (extension,) = TOML["extensions"]
        (target,) = extension["targeting"]

        assert (FOLDER / target["input_query"]).is_file()
        assert (FOLDER / "src" / "index.js").is_file()

    def test_it_is_the_function_that_the_server_switches_on(self):
        (extension,) = TOML["extensions"]

        assert (extension["type"], extension["handle"]) == ("function", FUNCTION)
        assert TOML["api_version"] == API_VERSION

    def test_the_target_calls_what_the_module_exports(self):
        ((target,),) = [one["targeting"] for one in TOML["extensions"]]
        first, *others = target["export"].split("-")
        camel = first + "".join(other.title() for other in others)

        assert target["target"] == "cart.validations.generate.run"
        assert camel == "cartValidationsGenerateRun"
        assert camel in function_schema().mutation_type.fields  # type: ignore[union-attr]
        assert f"export {{ {camel} }}" in (FOLDER / "src" / "index.js").read_text("utf-8")

    def test_its_names_are_translated(self):
        languages = {
            path.stem.partition(".")[0]: json.loads(path.read_text("utf-8")) for path in FOLDER.glob("locales/*")
        }

        assert set(languages) == set(MESSAGES)
        assert {tuple(words) for words in languages.values()} == {("name", "description")}
        assert len(list(FOLDER.glob("locales/*.default.json"))) == 1
