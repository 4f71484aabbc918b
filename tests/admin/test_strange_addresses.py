"""Whatever stands in an address, the answer is a page or a plain refusal, never an error of ours."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from shopify_app.core.runtime import Runtime
from tests.builders import an_app, an_installed_shop, id_token, record_order
from tests.conftest import API_KEY, SECRET, SHOP

LARGEST = 2**63 - 1
Numbered = list[tuple[str, str]]


@pytest.fixture
def client(runtime: Runtime) -> FlaskClient:
    """A staff member of a shop with one order."""
    shop_id = an_installed_shop(runtime, SHOP)
    with runtime.transaction() as tx:
        record_order(tx, shop_id, 4711)
    client = an_app(runtime).test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {id_token(SHOP, API_KEY, SECRET)}"
    return client


def numbered(client: FlaskClient, number: int) -> Numbered:
    """(method, path) of every route with a number of ours in it."""
    rules = [rule for rule in client.application.url_map.iter_rules() if "<int:" in rule.rule]
    return [(method, _path(rule, number)) for rule in rules for method in sorted((rule.methods or set()) - {"OPTIONS"})]


def _path(rule: Rule, number: int) -> str:
    return "".join(str(number) if is_variable else text for is_variable, text in rule._trace if text != "|")


@pytest.mark.parametrize("number", [2**63, 2**64, 10**40], ids=["64 bits", "65 bits", "many digits"])
def test_a_number_no_row_of_ours_can_have_is_no_page(client: FlaskClient, number: int):
    """The databases' numbers have 63 bits: a longer one would be an error of theirs."""
    routes = numbered(client, number)
    answers = {route: client.open(route[1], method=route[0]).status_code for route in routes}

    assert {"/orders", "/privacy", "/deliveries"} <= {path[: path.index("/", 1)] for _, path in routes}
    # Where GET and POST share an address, the router tells that before it has read the number.
    assert {route: status for route, status in answers.items() if status not in {404, 405}} == {}


def test_the_longest_number_a_row_can_have_is_looked_for(client: FlaskClient):
    """Else the test above would prove nothing: these are answered by the pages themselves."""
    routes = numbered(client, LARGEST)
    adapter = client.application.url_map.bind("")

    assert [adapter.match(path, method)[1] for method, path in routes if list(adapter.match(path, method)[1])]
    # A page behind the second factor leads there first. That of a proof's link shows its form whatever the number, so
    # that nobody learns which there are.
    asked = [(method, path) for method, path in routes if not path.startswith("/brand-proof/")]
    assert {client.open(path, method=method).status_code for method, path in asked} <= {302, 400, 403, 404}


@pytest.mark.parametrize("search", ["\0", "#47\x0011", "\0" * 200, "%", "_", "'", "\\", "\U0001f600", "\u202e"])
def test_a_search_for_anything_is_a_page(client: FlaskClient, search: str):
    assert client.get("/orders", query_string={"search": search}).status_code == 200


def test_a_search_with_a_nul_in_it_finds_what_it_finds_without(client: FlaskClient):
    assert "#4711" in client.get("/orders?search=47%0011").text
    assert "#4711" not in client.get("/orders?search=48%0011").text
