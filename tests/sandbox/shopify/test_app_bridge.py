"""`window.shopify` in real Chromium: scopes, picker, windows, XHR; and the table of Polaris elements."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Frame, Page, expect

from sandbox.server import SandboxServer
from sandbox.shopify.cdn import STATIC
from tests.published import node_modules
from tests.sandbox.shopify.doubles import KEY, SHOP
from tests.sandbox.shopify.dummy_app import DummyApp


@pytest.fixture
def app(page: Page, server: SandboxServer, dummy: DummyApp) -> Frame:
    page.goto(f"{server.url}/store/atlas-souq/apps/{KEY}")
    page.frame_locator("#app").get_by_role("heading", name="Overview").wait_for()
    return page.frames[1]


def start(app: Frame, script: str) -> None:
    """Run a script whose promise stays open until the test answered a dialog; its result lands in `window.result`."""
    app.evaluate(f"() => {{ window.result = undefined; ({script}).then((value) => {{ window.result = value; }}); }}")


def result(app: Frame) -> Any:
    app.wait_for_function("window.result !== undefined")
    return app.evaluate("window.result")


def test_the_configuration_names_shop_host_and_key(app: Frame):
    config = app.evaluate("({...shopify.config, embedded: shopify.environment.embedded})")

    assert (config["shop"], config["apiKey"], config["embedded"]) == (SHOP, KEY, True)
    assert app.evaluate("atob(shopify.config.host)").endswith("/store/atlas-souq")


def test_an_xhr_carries_the_token_too(app: Frame):
    status = app.evaluate(
        """() => new Promise((resolve) => { const call = new XMLHttpRequest(); call.open('POST', '/api/who');
        call.onload = () => resolve(call.status); call.send(); })"""
    )

    assert status == 200


def test_a_request_to_a_stranger_carries_no_token(app: Frame, page: Page):
    sent: list[dict[str, str]] = []
    page.route("https://stranger.example/**", lambda route: (sent.append(route.request.headers), route.abort()))

    app.evaluate("fetch('https://stranger.example/x').catch(() => {})")

    assert sent and "authorization" not in sent[0]


def test_optional_scopes_are_granted_by_the_merchant(app: Frame, page: Page, toml_path: Path, server: SandboxServer):
    text = toml_path.read_text()
    toml_path.write_text(text.replace("[webhooks]", 'optional_scopes = ["write_files"]\n\n[webhooks]', 1))
    os.utime(toml_path, (1, 1))
    try:
        start(app, "shopify.scopes.request(['write_files'])")
        page.get_by_role("button", name="Allow").click()
        granted = result(app)
    finally:
        toml_path.write_text(text)

    assert granted["result"] == "granted-all" and "write_files" in granted["detail"]["granted"]
    assert "write_files" in server.world.shops[SHOP]["scopes"]


def test_declined_scopes_change_nothing(app: Frame, page: Page):
    start(app, "shopify.scopes.request(['write_files'])")
    page.get_by_role("button", name="Cancel").click()

    declined = result(app)
    assert declined["result"] == "declined-all" and "write_files" not in declined["detail"]["granted"]


def test_the_picker_gives_back_what_was_picked(app: Frame, page: Page):
    start(app, "shopify.resourcePicker({type: 'variant', multiple: true, action: 'select'})")
    page.get_by_label(re.compile("LANTERN-BRASS")).check()
    page.get_by_role("button", name="Select").click()

    (picked,) = result(app)
    assert picked["sku"] == "LANTERN-BRASS" and picked["id"].startswith("gid://shopify/ProductVariant/")


def test_an_app_window_opens_a_page_of_the_app_over_the_admin(app: Frame, page: Page):
    app.evaluate(
        """() => { const window_ = document.createElement('s-app-window'); window_.setAttribute('src', '/slow');
        document.body.append(window_); window_.show(); }"""
    )

    inner = page.locator("#app-window")
    expect(inner.frame_locator("iframe").get_by_role("heading", name="Slow")).to_be_visible()
    inner.get_by_role("button", name="Close").click()
    expect(inner).to_be_hidden()


def test_links_with_shopifys_protocol_open_the_admin(app: Frame, page: Page):
    app.evaluate(
        """() => { const link = document.createElement('a'); link.href = 'shopify:admin/products';
        link.textContent = 'P'; document.body.append(link); link.click(); }"""
    )

    expect(page).to_have_url(re.compile("/store/atlas-souq/products$"))


def test_a_redirect_out_of_the_frame_is_obeyed(app: Frame, page: Page, server: SandboxServer):
    page.route(
        "**/api/grant",
        lambda route: route.fulfill(
            status=401,
            headers={"X-Shopify-API-Request-Failure-Reauthorize-Url": f"{server.url}/store/atlas-souq/products"},
        ),
    )

    app.evaluate("fetch('/api/grant', {method: 'POST'}).then(() => null)")

    expect(page).to_have_url(re.compile("/store/atlas-souq/products$"))


def test_a_page_opened_outside_the_admin_goes_in(page: Page, server: SandboxServer, dummy: DummyApp):
    page.goto(f"{server.url}/store/atlas-souq/apps/{KEY}/slow")
    page.frame_locator("#app").get_by_role("heading", name="Slow").wait_for()
    alone = page.frames[1].url

    page.goto(alone)

    expect(page).to_have_url(re.compile(rf"/store/atlas-souq/apps/{KEY}/slow$"))


def test_an_uninstalled_app_is_offered_for_installation(page: Page, server: SandboxServer, dummy: DummyApp):
    with server.world.act(SHOP) as act:
        act.shop["installed"] = False
    page.goto(f"{server.url}/store/atlas-souq/apps/{KEY}")

    page.get_by_role("main").get_by_role("button", name="Install app").click()

    assert server.world.shops[SHOP]["installed"] is True


def test_the_table_of_elements_is_the_published_one(page: Page):
    manifest = node_modules() / "@shopify" / "polaris-types" / "dist" / "custom-elements.json"
    modules = json.loads(manifest.read_text("utf-8"))["modules"]
    elements = [one for module in modules for one in module.get("declarations", []) if one.get("tagName")]
    # Methods and plain ids stand among the published attributes; they are none.
    none = {"id", "children", "showoverlay", "hideoverlay", "toggleoverlay"}
    published = {
        one["tagName"]: {each["name"].lower() for each in one.get("attributes", [])} - none for one in elements
    }

    known = page.evaluate(f"() => {{ {(STATIC / 'polaris' / 'known.js').read_text('utf-8')}; return KNOWN; }}")

    assert {tag: {name.lower() for name in names} for tag, names in known.items()} == published
