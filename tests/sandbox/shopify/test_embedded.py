"""The embedded frame in real Chromium: tokens, navigation, save bar, toasts; wide, narrow and right to left."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from sandbox.client import ShopifySandbox
from sandbox.server import SandboxServer
from tests.sandbox.shopify.doubles import KEY
from tests.sandbox.shopify.dummy_app import DummyApp


def open_app(page: Page, server: SandboxServer, path: str = "") -> FrameLocator:
    page.goto(f"{server.url}/store/atlas-souq/apps/{KEY}{path}")
    return page.frame_locator("#app")


def test_the_page_is_opened_with_everything_the_admin_adds(page: Page, server: SandboxServer, dummy: DummyApp):
    frame = open_app(page, server)

    expect(frame.get_by_role("heading", name="Overview")).to_be_visible()
    path, arguments = dummy.seen[0]
    assert path == "/" and {"embedded", "host", "shop", "locale", "session", "timestamp", "hmac", "id_token"} == set(
        arguments
    )
    expect(page.locator("#app-title")).to_have_text("Overview")
    expect(page).to_have_url(re.compile(rf"/store/atlas-souq/apps/{KEY}$"))


def test_a_fetch_carries_a_token_of_the_chosen_staff_member(page: Page, server: SandboxServer, dummy: DummyApp):
    frame = open_app(page, server)
    staff = server.world.shops["atlas-souq.myshopify.com"]["staff"]

    frame.get_by_role("button", name="Ask").click()
    expect(frame.locator("#answer")).to_have_text(f"200 {staff[0]['id']}")

    page.get_by_label("Signed in as").select_option(label=staff[1]["name"])
    frame.get_by_role("button", name="Ask").click()
    expect(frame.locator("#answer")).to_have_text(f"200 {staff[1]['id']}")


def test_a_refused_token_is_tried_once_more(page: Page, server: SandboxServer, dummy: DummyApp):
    frame = open_app(page, server)
    expect(frame.get_by_role("heading", name="Overview")).to_be_visible()
    dummy.refuse_next = 1

    frame.get_by_role("button", name="Ask").click()

    expect(frame.locator("#answer")).to_contain_text("200")
    assert [path for path, _ in dummy.seen].count("/api/who") == 2


def test_a_token_refused_twice_stays_refused(page: Page, server: SandboxServer, dummy: DummyApp):
    frame = open_app(page, server)
    expect(frame.get_by_role("heading", name="Overview")).to_be_visible()
    dummy.refuse_next = 5

    frame.get_by_role("button", name="Ask").click()

    expect(frame.locator("#answer")).to_contain_text("401")
    assert [path for path, _ in dummy.seen].count("/api/who") == 2


def test_the_bounce_page_comes_back_with_a_fresh_token(page: Page, server: SandboxServer, dummy: DummyApp):
    dummy.bounce_next = 1

    frame = open_app(page, server, "/orders?q=x")

    expect(frame.get_by_role("heading", name="Orders")).to_be_visible()
    assert [path for path, _ in dummy.seen] == ["/orders", "/bounce", "/orders"]
    assert dummy.seen[2][1]["q"] == "x" and dummy.seen[2][1]["id_token"]
    expect(page).to_have_url(re.compile(r"/orders\?q=x$"))


@pytest.mark.parametrize(("name", "path"), [("Open orders", "/orders?status=open"), ("Plain link", "/slow")])
def test_links_move_inside_the_frame_with_a_token(
    page: Page, server: SandboxServer, dummy: DummyApp, name: str, path: str
):
    frame = open_app(page, server)

    frame.get_by_role("link", name=name).click()

    expect(page).to_have_url(re.compile(re.escape(f"/apps/{KEY}{path}") + "$"))
    arguments = dummy.seen[-1][1]
    assert arguments["id_token"] and arguments["embedded"] == "1"


def test_a_get_form_is_a_navigation(page: Page, server: SandboxServer, dummy: DummyApp):
    frame = open_app(page, server, "/orders")

    frame.get_by_label("Search").fill("huda")
    frame.get_by_label("Search").press("Enter")

    expect(page).to_have_url(re.compile(r"/orders\?q=huda$"))
    assert dummy.seen[-1][1]["q"] == "huda"


def test_the_apps_entries_show_in_the_navigation(page: Page, server: SandboxServer, dummy: DummyApp):
    open_app(page, server)
    nav = page.get_by_role("navigation", name="Store")
    expect(nav.get_by_role("link", name="Home")).to_have_count(0)

    nav.get_by_role("link", name="Settings").click()

    expect(page.frame_locator("#app").get_by_role("heading", name="Settings")).to_be_visible()
    expect(nav.get_by_role("link", name="Settings")).to_have_attribute("aria-current", "page")
    expect(page).to_have_url(re.compile(r"/settings$"))


def test_a_toast_is_shown_by_the_admin(page: Page, server: SandboxServer, dummy: DummyApp):
    frame = open_app(page, server)

    frame.get_by_role("button", name="Say").click()

    expect(page.locator("#toasts")).to_contain_text("Saved")


def test_the_save_bar_saves_the_form(page: Page, server: SandboxServer, dummy: DummyApp):
    frame = open_app(page, server, "/settings")
    bar = page.get_by_role("region", name="Unsaved changes")
    expect(frame.get_by_label("Minimum")).to_have_value("5000")
    expect(bar).to_be_hidden()

    frame.get_by_label("Minimum").fill("4500")
    frame.get_by_label("Mode").select_option("tag")
    frame.get_by_label("Strict").check()
    frame.get_by_role("radio", name="Some").check()
    bar.get_by_role("button", name="Save").click()

    expect(frame.locator("#saved")).to_have_text('{"minimum": "4500", "mode": "tag", "strict": "yes", "who": "some"}')
    expect(bar).to_be_hidden()


def test_discarding_brings_the_first_values_back(page: Page, server: SandboxServer, dummy: DummyApp):
    frame = open_app(page, server, "/settings")
    bar = page.get_by_role("region", name="Unsaved changes")
    frame.get_by_label("Minimum").fill("1")
    frame.get_by_role("radio", name="Some").check()

    bar.get_by_role("button", name="Discard").click()

    expect(frame.get_by_label("Minimum")).to_have_value("5000")
    expect(frame.get_by_role("radio", name="All")).to_be_checked()
    expect(bar).to_be_hidden()


def test_leaving_with_unsaved_changes_is_asked_about(page: Page, server: SandboxServer, dummy: DummyApp):
    frame = open_app(page, server, "/settings")
    frame.get_by_label("Minimum").fill("1")
    page.get_by_role("navigation", name="Store").get_by_role("link", name="Orders").last.click()

    page.get_by_role("button", name="Cancel").click()
    expect(page).to_have_url(re.compile(r"/settings$"))

    page.get_by_role("navigation", name="Store").get_by_role("link", name="Orders").last.click()
    page.get_by_role("button", name="Leave page").click()
    expect(page).to_have_url(re.compile(r"/orders$"))


def test_fields_are_described_to_screen_readers(page: Page, server: SandboxServer, dummy: DummyApp):
    frame = open_app(page, server, "/settings")
    field = frame.get_by_label("Minimum")

    expect(field).to_have_accessible_description("In riyal")
    expect(field).to_have_attribute("aria-required", "true")


def test_tables_have_roles_and_rows_follow_their_link(page: Page, server: SandboxServer, dummy: DummyApp):
    frame = open_app(page, server, "/table")
    expect(frame.get_by_role("columnheader", name="Amount")).to_be_visible()

    frame.get_by_role("cell", name="4,000").click()

    expect(page).to_have_url(re.compile(r"/orders$"))


def test_a_modal_opens_by_command_and_closes_by_escape(page: Page, server: SandboxServer, dummy: DummyApp):
    frame = open_app(page, server, "/table")

    frame.get_by_role("button", name="Open").click()
    expect(frame.get_by_role("dialog", name="Sure?")).to_be_visible()
    page.keyboard.press("Escape")

    expect(frame.get_by_role("dialog", name="Sure?")).to_be_hidden()


def test_unknown_tags_and_attributes_are_warned_of(page: Page, server: SandboxServer, dummy: DummyApp):
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))

    open_app(page, server, "/table").get_by_role("heading", name="Table").wait_for()

    assert any("unknown element <s-colour-wheel>" in text for text in said)
    assert any("unknown attribute shade on <s-badge>" in text for text in said)
    assert not [text for text in said if "Polaris" in text and "colour" not in text and "shade" not in text]


def test_messages_from_elsewhere_get_no_token(page: Page, server: SandboxServer, dummy: DummyApp):
    open_app(page, server).get_by_role("heading", name="Overview").wait_for()

    answered = page.evaluate(
        """() => new Promise((resolve) => {
          addEventListener('message', (event) => event.data.answerTo && resolve(true));
          postMessage({sandboxBridge: true, number: 1, type: 'idToken'}, '*');
          setTimeout(() => resolve(false), 300);
        })"""
    )

    assert answered is False


def test_a_phone_shows_the_menu_behind_a_button_and_tables_as_lists(page: Page, server: SandboxServer, dummy: DummyApp):
    page.set_viewport_size({"width": 380, "height": 740})
    frame = open_app(page, server, "/table")
    expect(page.get_by_role("navigation", name="Store")).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    expect(page.get_by_role("navigation", name="Store")).to_be_visible()
    page.get_by_role("button", name="Menu").click()

    assert frame.locator("s-table-cell").first.evaluate("one => getComputedStyle(one).display") == "flex"
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 380, "nothing sticks out"


def test_right_to_left_pages_are_mirrored(page: Page, server: SandboxServer, dummy: DummyApp):
    dummy.direction = "rtl"
    frame = open_app(page, server, "/table")
    frame.get_by_role("heading", name="Table").wait_for()

    cells = frame.locator("s-table-cell").all()
    first, second = (cell.bounding_box() for cell in cells)
    assert first and second and first["x"] > second["x"]


def test_nothing_moves_while_the_page_builds_itself(page: Page, server: SandboxServer, dummy: DummyApp):
    page.add_init_script(
        """window.shifts = 0;
        new PerformanceObserver((list) => list.getEntries().forEach((one) => { window.shifts += one.value; }))
          .observe({type: 'layout-shift', buffered: true});"""
    )
    frame = open_app(page, server, "/settings")
    frame.get_by_role("heading", name="Settings").wait_for()
    page.wait_for_timeout(300)

    assert page.frames[1].evaluate("window.shifts") < 0.02


def test_the_buttons_of_the_admin_change_the_world(page: Page, server: SandboxServer, dummy: DummyApp):
    page.goto(f"{server.url}/store/atlas-souq")
    page.get_by_role("button", name="Place a retail order").click()
    expect(page).to_have_url(re.compile(r"said=the"))

    sandbox = ShopifySandbox(server.url)
    sandbox.make_customer("atlas-souq.myshopify.com", first_name="Huda", tags=["trade"])
    page.get_by_role("button", name="Place a wholesale order of 4,000 SAR").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("#1001")
    sandbox.settle()
    page.get_by_role("button", name="Hold as merchant", exact=True).click()
    expect(page.locator(".hold")).to_contain_text("Held by merchant")
    page.get_by_role("button", name="Release hold as merchant").click()
    page.get_by_role("button", name="Edit order up to the minimum").click()
    expect(page.get_by_role("region", name="Goods")).to_contain_text("5000.00")
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Cancelled")
