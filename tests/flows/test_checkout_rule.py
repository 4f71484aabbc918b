"""The checkout's rule is switched on, off and told the minimums; where Shopify refuses it the page says what holds."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from sqlalchemy import select, update

from jobs.checkout import refresh
from shopify_app.audit.models import AuditEntry
from shopify_app.core.outbox import DONE, Call
from shopify_app.shops.actions import get_shop
from shopify_app.shops.client import AdminClient
from shopify_app.wholesale.checkout import actions, rules
from shopify_app.wholesale.checkout.client import CheckoutClient
from shopify_app.wholesale.checkout.models import CheckoutConfiguration
from shopify_app.wholesale.rules import Minimums
from shopify_app.wholesale.terms.actions import change_terms, minimums_in_force
from shopify_app.wholesale.terms.rules import Terms
from tests.product import Product

PAGE = "/wholesale/checkout"
WRITES = ("metafieldsSet", "validationCreate", "validationUpdate")


def switch(product: Product, shop: str, to: str, **form: str) -> Any:
    return product.call("POST", f"{PAGE}/{to}", shop, data=form)


def page(product: Product, shop: str) -> str:
    answer = product.call("GET", PAGE, shop)
    assert answer.status_code == 200, answer.text
    return answer.text


def shop_id_of(product: Product, shop: str) -> int:
    with product.runtime.snapshot() as tx:
        return get_shop(tx, shop).id


def written(product: Product, shop: str, owner: str) -> Any:
    """What the one metafield of ours on this owner holds."""
    found = product.sandbox.metafields(shop, owner)
    assert len(found) < 2
    return json.loads(found[0]["value"]) if found else None


def of_theme(product: Product, shop: str) -> Any:
    return written(product, shop, f"gid://shopify/AppInstallation/{product.sandbox.shop(shop)['installation_id']}")


def of_function(product: Product, shop: str) -> Any:
    (validation,) = product.sandbox.records(shop, "validations")
    return written(product, shop, f"gid://shopify/Validation/{validation['id']}")


def writes(product: Product, shop: str) -> int:
    return sum(len(product.sandbox.calls(shop=shop, field=field)) for field in WRITES)


def refresh_now(product: Product, shop: str, *, forget: bool = False) -> None:
    """The clock's job; with `forget` as if the day had passed since the last look."""
    shop_id = shop_id_of(product, shop)
    if forget:
        with product.runtime.transaction() as tx:
            mine = (Call.shop_id == shop_id, Call.kind == actions.WRITE_CONFIGURATION)
            tx.session.execute(update(Call).where(*mine).values(key=Call.key + "x"))
    refresh(shop_id=shop_id)
    product.settle()


def in_force(product: Product, shop: str) -> Minimums:
    with product.runtime.snapshot() as tx:
        return minimums_in_force(tx, get_shop(tx, shop).id, tx.now)


def want_minimums(product: Product, shop: str, first: str) -> Minimums:
    """Let other minimums be in force."""
    with product.runtime.transaction() as tx:
        change_terms(tx, get_shop(tx, shop).id, Terms(first=Decimal(first)), actor="staff 1")
    return in_force(product, shop)


def test_after_the_installation_the_theme_is_told_the_minimums(product: Product, shop: str) -> None:
    assert of_theme(product, shop) == json.loads(rules.theme_configuration(in_force(product, shop)))
    assert product.sandbox.records(shop, "validations") == []


def test_switched_on_the_function_is_told_the_minimums_in_the_same_call(product: Product, shop: str) -> None:
    assert switch(product, shop, "on").ok
    (validation,) = product.sandbox.records(shop, "validations")
    assert (validation["enabled"], validation["block_on_failure"]) == (True, False)
    assert of_function(product, shop) == json.loads(rules.configuration(in_force(product, shop)))
    assert len(product.sandbox.calls(shop=shop, field="validationCreate")) == 1
    assert "Switch off" in page(product, shop)


def test_switching_on_twice_leaves_one_rule(product: Product, shop: str) -> None:
    """A second one would tell the buyer the same twice."""
    assert switch(product, shop, "on").ok
    assert switch(product, shop, "on", on_failure="block").ok
    (validation,) = product.sandbox.records(shop, "validations")
    assert validation["block_on_failure"] is True


def test_switched_off_it_stays_and_keeps_its_settings(product: Product, shop: str) -> None:
    switch(product, shop, "on", on_failure="block")
    assert switch(product, shop, "off").ok
    (validation,) = product.sandbox.records(shop, "validations")
    assert (validation["enabled"], validation["block_on_failure"]) == (False, True)
    assert "Switch on" in page(product, shop)
    with product.runtime.snapshot() as tx:
        chosen = select(AuditEntry.event, AuditEntry.actor).where(AuditEntry.shop_id == get_shop(tx, shop).id)
        said = [tuple(row) for row in tx.session.execute(chosen.where(AuditEntry.event.like("checkout:%")))]
    assert [event for event, _ in said] == ["checkout:enabled", "checkout:disabled"]
    assert all(actor.startswith("staff ") for _, actor in said)


def test_switching_off_what_is_not_on_asks_nothing_of_shopify(product: Product, shop: str) -> None:
    assert switch(product, shop, "off").ok
    assert product.sandbox.calls(shop=shop, field="validationUpdate") == []


def test_an_unknown_choice_is_refused(product: Product, shop: str) -> None:
    assert switch(product, shop, "on", on_failure="maybe").status_code == 400
    assert product.sandbox.records(shop, "validations") == []


def test_changed_minimums_reach_both_once(product: Product, shop: str) -> None:
    switch(product, shop, "on")
    changed = want_minimums(product, shop, "6000")
    before = writes(product, shop)
    refresh_now(product, shop)
    refresh_now(product, shop)
    assert of_function(product, shop) == json.loads(rules.configuration(changed))
    assert of_theme(product, shop) == json.loads(rules.theme_configuration(changed))
    assert writes(product, shop) == before + 2


def test_minimums_that_change_back_are_written_back(product: Product, shop: str) -> None:
    want_minimums(product, shop, "6000")
    refresh_now(product, shop)
    want_minimums(product, shop, "5000")
    refresh_now(product, shop)
    assert of_theme(product, shop) == json.loads(rules.theme_configuration(in_force(product, shop)))


def test_unchanged_minimums_are_looked_at_again_and_not_written(product: Product, shop: str) -> None:
    switch(product, shop, "on")
    before = writes(product, shop)
    refresh_now(product, shop, forget=True)
    assert product.sandbox.calls(shop=shop, field="validations")
    assert writes(product, shop) == before


def test_what_somebody_changed_is_set_right(product: Product, shop: str) -> None:
    switch(product, shop, "on")
    client, shop_id = product.runtime.client(CheckoutClient), shop_id_of(product, shop)
    rule = client.find_rule(shop_id)
    assert rule is not None
    client.configure_rule(shop_id, rule, rules.configuration(Minimums({})))
    assert of_function(product, shop)["currencies"] == {}
    refresh_now(product, shop, forget=True)
    assert of_function(product, shop) == json.loads(rules.configuration(in_force(product, shop)))


def test_a_write_that_was_lost_is_made_again(product: Product, shop: str) -> None:
    product.sandbox.fault("ConfigurationSet", "drop_after_commit", times=1)
    changed = want_minimums(product, shop, "7000")
    refresh_now(product, shop)
    assert of_theme(product, shop) == json.loads(rules.theme_configuration(changed))
    with product.runtime.snapshot() as tx:
        states = tx.session.scalars(select(Call.state).where(Call.shop_id == get_shop(tx, shop).id))
        assert set(states) == {DONE}


def test_the_rule_of_another_app_is_left_alone(product: Product, shop: str) -> None:
    """Another app's Function may have the same handle."""
    switch(product, shop, "on")
    stranger = CheckoutClient(product.runtime.client(AdminClient), "another app's client id")
    assert stranger.find_rule(shop_id_of(product, shop)) is None


def test_where_the_plan_has_no_functions_the_page_says_so_and_what_holds(product: Product, shop: str) -> None:
    product.sandbox.change_shop(shop, app_distribution="custom", plan="standard")
    answer = switch(product, shop, "on")
    assert answer.status_code == 409
    assert "only on the Plus plan" in answer.json()["error"]
    assert "still held" in answer.json()["error"]
    told = page(product, shop)
    assert "Shopify does not let this shop refuse at the checkout" in told
    assert "only on the Plus plan" in told
    assert "Its fulfilment is held" in told
    product.sandbox.change_shop(shop, plan="plus")
    assert switch(product, shop, "on").ok
    assert "does not let this shop" not in page(product, shop)
    assert switch(product, shop, "off").ok
    assert "does not let this shop" not in page(product, shop), "it was taken, so the refusal is past"


def test_a_rule_that_is_not_deployed_is_told_as_such(product: Product, shop: str) -> None:
    product.sandbox.change_shop(shop, functions=[])
    answer = switch(product, shop, "on")
    assert answer.status_code == 409
    assert "not deployed" in answer.json()["error"]


def test_a_failing_function_is_told(product: Product, shop: str) -> None:
    switch(product, shop, "on")
    assert "The check at the checkout fails" not in page(product, shop)
    (validation,) = product.sandbox.records(shop, "validations")
    product.sandbox.fail_validation(shop, validation["id"])
    told = page(product, shop)
    assert "The check at the checkout fails" in told
    assert "are held after they are placed" in told


def test_without_the_scope_the_theme_is_told_and_the_page_asks_for_it(product: Product, shop: str) -> None:
    scopes = [one for one in product.sandbox.shop(shop)["scopes"] if one != actions.SCOPE]
    product.sandbox.set_scopes(shop, scopes)
    product.settle()
    product.sandbox.forget_calls()
    changed = want_minimums(product, shop, "8000")
    refresh_now(product, shop)
    assert of_theme(product, shop) == json.loads(rules.theme_configuration(changed))
    assert "Approve the app" in page(product, shop)
    assert product.sandbox.calls(shop=shop, field="validations") == []


def test_when_shopify_cannot_be_asked_the_page_still_tells_what_holds(product: Product, shop: str) -> None:
    product.sandbox.fault("ThemeConfiguration", "status", status=400, times=None)
    told = page(product, shop)
    assert "Shopify could not be asked" in told
    assert "Its fulfilment is held" in told


def test_a_look_at_unchanged_minimums_counts_no_change(product: Product, shop: str) -> None:
    versions = []
    for _ in range(2):
        refresh_now(product, shop)
        with product.runtime.snapshot() as tx:
            versions.append(tx.session.get_one(CheckoutConfiguration, get_shop(tx, shop).id).version)
    assert versions[0] == versions[1]
