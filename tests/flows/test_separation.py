"""No trader learns of another, no shop of another shop: every paper, letter, page and file is searched for their words.

What walks through the routes walks through all there are: one that is new is walked too, or has to be described here.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import requests
from flask import Flask
from sqlalchemy import func, select
from werkzeug.routing import Rule

from shopify_app.audit.models import AuditEntry
from shopify_app.noon.importing.models import STOPPED
from shopify_app.noon.importing.planning import begin
from shopify_app.noon.models import NoonConnection, NoonOrder
from shopify_app.noon.shipping.asking import add_shipment
from shopify_app.noon.shipping.rules import MADE
from shopify_app.orders.models import Order
from shopify_app.privacy.models import PrivacyReport
from shopify_app.white_label.documents import kinds as documents
from shopify_app.white_label.parcels import previews
from shopify_app.white_label.printing.kinds import KINDS as IN_PARCELS
from shopify_app.white_label.printing.models import RunOrder
from shopify_app.white_label.proofs.samples import SAMPLES
from tests.builders import an_app
from tests.flows.reading import read, read_letter, read_text
from tests.flows.routes import BY_FORM, PLAIN, TABLES, TABLES_OF, rules_of
from tests.flows.separated import LANGUAGES, House, Street
from tests.product import PATIENCE, Product

# A form that passes every route's own look at it, so that the row is asked for.
FORM = {
    "sure": "yes",
    "how": "By mail",
    "reason": "Why",
    "decision": "Because",
    "purpose": "order",
    "language": "en",
    "email": "x@example.com",
    "street": "1 Road",
    "city": "Lyon",
    "country": "FR",
    "destination": "FR",
    "name": "X",
    "papers": "packing-slip",
    "paper": "A4",
    "sends": "off",
    "quantity": "1",
    "used_by": "parcel",
    "pieces": "1",
    "threshold": "1",
    "first": "2",
    "following": "1",
    "incoterm": "DAP",
    "kind": "sample",
    "form": "page",
    "once": "a1",
    "token": "x" * 32,
    "fulfillment_order": "1",
    "orders": "1",
    "item": "1",
    "confirmed": "yes",
}
OTHER_FORMS = {f"stock_items.{one}": {"kind": "box"} for one in ("add", "change")}
NOT_FOUND = {403, 404}
ASK_NOON = {"noon_offering.preview"}


@dataclass
class Scene:
    """Shop one with traders Ada and Bea, shop two with trader Cyd, and shop three where nothing ever happens."""

    product: Product
    street: Street
    one: str
    two: str
    three: str
    words: dict[str, str]
    ada: House
    bea: House
    cyd: House
    before: dict[str, Any] = field(default_factory=dict)

    @property
    def hidden(self) -> tuple[str, ...]:
        """What no consignee of Ada's may see."""
        return (*self.bea.words, *self.cyd.words, *self.words.values(), "tajir")

    @property
    def others(self) -> tuple[str, ...]:
        """What Ada may not see; of the shop she knows."""
        return (*self.bea.words, *self.cyd.words, self.words[self.two], self.words[self.three])

    @property
    def colours(self) -> tuple[str, ...]:
        """The others' logos and colours."""
        return self.bea.colour, self.cyd.colour

    def ids(self, shop: str, house: House | None = None) -> Callable[[str, str], int]:
        """The number of a row of the shop's, or of the house's, by what a route calls it."""

        def of(endpoint: str, name: str) -> int:
            if house is not None and name in {"order_id", "brand_id", "account_id"}:
                own = {"order_id": house.orders["en"], "account_id": house.account_id}
                return own.get(name) or int(house.brand.rpartition("/")[2])
            model = TABLES_OF.get(endpoint, {}).get(name) or TABLES[name]
            with self.product.runtime.snapshot() as tx:
                mine = model.shop_id == self.street.shop_id(shop)
                if house is not None and hasattr(model, "brand_id"):
                    mine &= model.brand_id == int(house.brand.rpartition("/")[2])
                found: int | None = tx.session.scalar(select(func.max(model.id)).where(mine))
            assert found is not None, f"the scene has no {model.__name__} for {endpoint}"
            return found

        return of


@pytest.fixture(scope="module")
def scene(running_product: Product) -> Scene:
    """Bea comes last: what was seen before she came is kept."""
    street = Street(running_product)
    (three, word_3), (two, word_2), (one, word_1) = (street.open_shop() for _ in range(3))
    ada = House(one, "#7a1f3d", "6111.11", ("en", "ar"))
    cyd, bea = House(two, "#0f7b45", "5222.22"), House(one, "#0b5ed7", "7777.77")
    words = {one: word_1, two: word_2, three: word_3}
    found = Scene(running_product, street, one, two, three, words, ada, bea, cyd)
    app = an_app(running_product.runtime)
    found.before["three"] = dict(lists_of(found, app, three))
    street.visit(cyd)
    street.move_in(ada)
    found.before["ada"] = ada_sees(found)
    street.move_in(bea)
    running_product.sandbox.send_compliance(one, "customers/data_request", ada.customer)
    running_product.settle()
    _leave_traces(found)
    return found


@pytest.fixture(scope="module")
def app(running_product: Product) -> Flask:
    """The application, for the list of its routes."""
    return an_app(running_product.runtime)


def _leave_traces(scene: Scene) -> None:
    with scene.product.runtime.transaction() as tx:
        for shop in (scene.one, scene.two):
            shop_id = scene.street.shop_id(shop)
            given = {
                "marketplace": "noon",
                "country": "SA",
                "currency": "SAR",
                "read_at": tx.now,
                "mirrored_at": tx.now,
            }
            number = f"N-{scene.words[shop]}"
            account = {"project_code": number, "user_code": number, "warehouses": [number]}
            tx.session.add(NoonConnection(shop_id=shop_id, connected_at=tx.now, **account))
            order = NoonOrder(
                shop_id=shop_id, noon_order_nr=number, marketplace_order_nr=number, warehouse_code="W1", **given
            )
            tx.session.add(order)
            tx.session.flush()
            begin(tx, order).state = STOPPED
            add_shipment(tx, order, f"{number}-1", [], "staff 1").state = MADE


def papers(scene: Scene, house: House) -> Iterator[tuple[str, requests.Response]]:
    """Every kind of paper of the house's orders, on each paper and in each language, and files made of them."""
    for language, order in house.orders.items():
        for paper in ("A4", "A6") if language == "en" else ("A4", "LABEL"):
            form = {"papers": list(IN_PARCELS), "paper": paper, "by": "parcel"}
            path = f"/white-label/orders/{order}/papers"
            yield f"{language} {paper}", scene.street.call("POST", path, house.shop, data=form)
    for paper in ("invoice", "origin"):
        path = f"/white-label/orders/{house.orders['en']}/customs/{paper}"
        form = {"incoterm": "DAP", "reason": "sale"}
        yield f"customs {paper}", scene.street.call("POST", path, house.shop, data=form)
    with scene.product.runtime.snapshot() as tx:
        of_house = RunOrder.order_id == house.orders["en"]
        run = tx.session.scalars(select(RunOrder.run_id).where(of_house)).one()
    yield "run", scene.street.call("POST", f"/white-label/runs/{run}/parts/1", house.shop)
    asked = {"orders": ",".join(map(str, house.numbers.values())), "papers": "packing-slip,shipping-label"}
    yield "print action", scene.street.call("GET", "/print-action", house.shop, params=asked)


def proof_of(scene: Scene, house: House) -> Iterator[tuple[str, requests.Response]]:
    """The proof as its trader sees it by the link."""
    assert house.reader is not None
    yield "page", house.reader.open()
    for name, language in {*itertools.product(SAMPLES, LANGUAGES[:1]), *itertools.product(("A4", "GIFT"), LANGUAGES)}:
        yield f"{name} {language} pdf", house.reader.get(f"/{name}/{language}.pdf")
    for name in ("LABEL", "SHIPPING"):
        yield f"{name} png", house.reader.get(f"/{name}/ar.png")


def ada_sees(scene: Scene) -> dict[str, Any]:
    """What must not change when another trader comes."""
    ada, street = scene.ada, scene.street
    assert ada.reader is not None
    slip = street.post(ada.shop, f"/white-label/orders/{ada.orders['ar']}/slip", paper="A4")
    cart = {"subtotal": "100", "currency": "SAR"}
    form = street.storefront(ada.shop, "trade-application", ada.customer).text
    return {
        "proof": ada.reader.open().text,
        "slip": read(slip.content).text,
        "cart": street.storefront(ada.shop, "cart-check", ada.customer, **cart).json(),
        "application": re.sub(r'value="[^"]*"|timestamp=\d+|signature=\w+', "", form),
        "shopify": told_to_shopify(scene, ada),
    }


def told_to_shopify(scene: Scene, house: House) -> list[Any]:
    """All that Shopify holds of a house: its buyers and consignees are shown some of it there."""
    sandbox, numbers = scene.product.sandbox, set(house.numbers.values())
    found = []
    for table in ("orders", "fulfillment_orders", "fulfillments"):
        records = sandbox.records(house.shop, table)
        found += [one for one in records if one.get("order_id", one["id"]) in numbers]
    owners = [f"gid://shopify/Order/{one}" for one in sorted(numbers)] + [f"gid://shopify/Customer/{house.customer}"]
    return [*found, *(sandbox.metafields(house.shop, one) for one in owners)]


def path_of(rule: Rule, number: Callable[[str, str], int]) -> str:
    """The route's address for those rows."""
    parts = rule._trace[1:]
    return "".join(
        (PLAIN[text] if text in PLAIN else str(number(rule.endpoint, text))) if is_name else text.strip("|")
        for is_name, text in parts
    )


def lists_of(scene: Scene, app: Flask, shop: str) -> Iterator[tuple[str, str]]:
    """(address, what it says) of every page of the shop that names nothing in its address."""
    for method, rule in rules_of(app, named=False):
        if method == "GET":
            answer = scene.street.call("GET", rule.rule, shop)
            # Shop three has no noon; and no shop of this street has a key that noon itself could be asked with.
            is_elsewhere = (shop == scene.three and "noon" in rule.rule) or rule.endpoint in ASK_NOON
            assert answer.status_code == 200 or is_elsewhere, (rule.rule, answer.text)
            yield rule.rule, answer.text


def faults(found: Iterator[tuple[str, list[str]]] | list[tuple[str, list[str]]]) -> dict[str, list[str]]:
    """Only those where something was found."""
    return {name: words for name, words in found if words}


def searched(scene: Scene, name: str, answer: requests.Response, hidden: tuple[str, ...]) -> list[str]:
    assert answer.status_code == 200, (name, answer.text)
    seen = read(answer.content)
    if answer.content.startswith(b"%PDF"):
        assert scene.ada.word in seen.finds([scene.ada.word]), name
        assert "customs" in name or seen.finds([], [scene.ada.colour]), f"{name}: no colour is seen, so none is missed"
    return seen.finds(hidden, scene.colours) + _names_of_files(answer, hidden)


def _names_of_files(answer: requests.Response, hidden: tuple[str, ...]) -> list[str]:
    return read_text(str(dict(answer.headers))).finds(hidden) if answer.content.startswith(b"%PDF") else []


def test_every_kind_of_paper_is_drawn_here() -> None:
    """A kind that is new has to be searched below, too."""
    assert IN_PARCELS.keys() | {"commercial-invoice", "declaration-of-origin"} == documents.KINDS.keys()


def test_no_paper_of_a_trader_tells_of_another_or_of_the_shop(scene: Scene) -> None:
    found = []
    for name, answer in papers(scene, scene.ada):
        # Law wants the shop's name on what customs get, and nowhere else.
        hidden = scene.others if name.startswith("customs") else scene.hidden
        found.append((name, searched(scene, name, answer, hidden)))

    assert faults(found) == {}
    assert len(found) == 8


def test_the_search_finds_the_other_trader_in_her_own_papers(scene: Scene) -> None:
    """Else the tests above and below would prove nothing."""
    words = {scene.bea.word, scene.bea.arabic}
    for name, answer in papers(scene, scene.bea):
        assert answer.status_code == 200, answer.text
        seen = read(answer.content)
        assert scene.bea.word in seen.finds(words), name
        if name == "en A4":
            assert set(seen.finds(words, [scene.bea.colour])) == {*words, scene.bea.colour}
        if name == "customs invoice":
            assert seen.finds(scene.bea.words[2:])


def test_a_proof_shows_its_trader_nobody_else(scene: Scene) -> None:
    found = [(name, searched(scene, name, answer, scene.others)) for name, answer in proof_of(scene, scene.ada)]

    assert faults(found) == {}
    assert scene.ada.reader is not None
    assert scene.bea.reader is not None
    stolen = requests.post(f"{scene.bea.reader.address}/open", data={"token": scene.ada.reader.token}, timeout=PATIENCE)
    assert (stolen.status_code, read_text(stolen.text).finds(scene.bea.words)) == (404, [])
    paper = scene.ada.reader.browser.get(
        f"{scene.bea.reader.address}/A4/en.pdf", cookies={"proof": scene.ada.reader.token}, timeout=PATIENCE
    )
    assert paper.status_code == 404


def test_letters_in_a_traders_name_tell_of_nobody_else(scene: Scene) -> None:
    box = f"{scene.product.server.url}/mail"
    told: dict[str, int] = {}
    found = []
    for brief in requests.get(f"{box}/api/messages", timeout=PATIENCE).json():
        recipients = str(brief["recipients"])
        if scene.ada.word not in recipients:
            continue
        raw = requests.get(f"{box}/messages/{brief['id']}/raw", timeout=PATIENCE).content
        is_consignee = scene.ada.consignees_mail in recipients
        told[recipients] = told.get(recipients, 0) + 1
        seen = read_letter(raw)
        assert seen.finds([scene.ada.word])
        hidden = scene.hidden if is_consignee else scene.others
        found.append((brief["subject"], seen.finds(hidden, scene.colours)))

    assert faults(found) == {}
    assert len(told) == 2


def test_previews_of_a_traders_mail_tell_of_nobody_else(scene: Scene) -> None:
    path = f"{scene.ada.brand}/messages/preview"
    for language, form in itertools.product(LANGUAGES, previews.FORMS):
        answer = scene.street.post(scene.one, path, language=language, form=form)
        seen = read_letter(answer.content) if "rfc822" in answer.headers["Content-Type"] else read(answer.content)
        assert seen.finds(scene.hidden, scene.colours) == []
        assert seen.finds([scene.ada.word])


def test_the_storefront_tells_a_trader_of_nobody_else(scene: Scene) -> None:
    cart = {"subtotal": "100", "currency": "SAR"}
    for house in (scene.ada, scene.cyd):
        hidden = [word for other in (scene.ada, scene.bea, scene.cyd) if other is not house for word in other.words]
        for page, asked in (("cart-check", cart), ("trade-application", {}), ("trade-application.css", {})):
            answer = scene.street.storefront(house.shop, page, house.customer, **asked)
            assert (answer.status_code, read_text(answer.text).finds(hidden)) == (200, [])


def test_what_shopify_holds_of_a_trader_tells_of_nobody_else(scene: Scene) -> None:
    held = read_text(json.dumps(told_to_shopify(scene, scene.ada), ensure_ascii=False))

    assert held.finds([scene.ada.word])
    assert held.finds(scene.others) == []


def test_nothing_changes_for_a_trader_when_another_comes(scene: Scene) -> None:
    """Neither that there is another, nor how much they buy, can be read from it."""
    assert ada_sees(scene) == scene.before["ada"]


def test_what_a_trader_is_told_of_their_data_holds_nobody_elses(scene: Scene) -> None:
    with scene.product.runtime.snapshot() as tx:
        ada = tx.session.get_one(Order, scene.ada.orders["en"]).person_id
        mine = tx.session.scalar(select(func.max(PrivacyReport.request_id)).where(PrivacyReport.person_id == ada))
    report = scene.street.post(scene.one, f"/privacy/{mine}/report").text
    seen = read_text(json.dumps(json.loads(report), ensure_ascii=False))

    assert seen.finds([scene.ada.word])
    assert seen.finds(scene.others) == []


def test_pages_about_a_trader_show_nothing_of_another(scene: Scene, app: Flask) -> None:
    number, found, walked = scene.ids(scene.one, scene.ada), [], 0
    ours = {"brand_id", "order_id", "proof_id", "item_id", "account_id", "parcel_id"}
    for method, rule in rules_of(app, named=True):
        if method == "GET" and rule.endpoint not in TABLES_OF and rule.arguments <= ours | PLAIN.keys():
            path = path_of(rule, number)
            answer = scene.street.call("GET", path, scene.one)
            assert answer.status_code == 200, (path, answer.text)
            found.append((path, read_text(answer.text).finds(scene.bea.words, [scene.bea.colour])))
            walked += 1

    assert faults(found) == {}
    assert walked > 10
    item = scene.ids(scene.one, scene.bea)("", "item_id")
    assert scene.street.call("GET", f"{scene.ada.brand}/stock/{item}", scene.one).status_code == 404
    ledger = scene.street.call("GET", f"{scene.ada.brand}/stock/ledger", scene.one, params={"item": item}).text
    assert read_text(ledger).finds(scene.bea.words) == []


def test_no_list_of_a_shop_shows_or_links_to_another_shops(scene: Scene, app: Flask) -> None:
    of_one, of_two = (addresses_of(scene, app, shop) for shop in (scene.one, scene.two))
    words = (scene.words[scene.one], *scene.ada.words, *scene.bea.words)
    shown = list(lists_of(scene, app, scene.one))
    assert sum(bool(links_in(text, of_one)) for _, text in shown) > 8
    assert sum(bool(read_text(text).finds(words)) for _, text in shown) > 5
    found = []
    for path, text in lists_of(scene, app, scene.two):
        found.append((path, read_text(text).finds(words, [scene.ada.colour, scene.bea.colour])))
        found.append((f"links of {path}", sorted(links_in(text, of_one))))

    assert faults(found) == {}
    assert of_one & of_two == set()


def test_nothing_changes_in_a_shop_whatever_happens_in_others(scene: Scene, app: Flask) -> None:
    """Neither names nor figures."""
    assert dict(lists_of(scene, app, scene.three)) == scene.before["three"]


def test_no_shop_reaches_another_shops_rows(scene: Scene, app: Flask) -> None:
    number, answers = scene.ids(scene.one), {}
    words = (scene.words[scene.one], *scene.ada.words, *scene.bea.words)
    before = entries_of(scene, scene.one)
    for method, rule in rules_of(app, named=True):
        path = path_of(rule, number)
        form = {**FORM, **OTHER_FORMS.get(rule.endpoint, {})}
        answer = scene.street.call(method, path, scene.two, data=form if method != "GET" else None)
        assert read_text(answer.text).finds(words) == [], path
        answers[f"{method} {path}"] = answer.status_code

    assert {path: status for path, status in answers.items() if status not in NOT_FOUND} == {}
    assert len(answers) > 60
    assert entries_of(scene, scene.one) == before


def test_no_form_of_a_shop_finds_another_shops(scene: Scene, app: Flask) -> None:
    number, bea = scene.ids(scene.one), scene.bea
    words = (scene.words[scene.one], *scene.ada.words, *bea.words)
    posts = {rule.endpoint: rule.rule for method, rule in rules_of(app, named=False) if method != "GET"}
    order_name = scene.product.sandbox.order(scene.one, bea.numbers["en"])["name"]
    named = {"order_id": number("", "order_id"), "order_name": order_name, "word": bea.word}
    before = entries_of(scene, scene.one)
    for endpoint, form in BY_FORM.items():
        filled = {name: text.format(**named) for name, text in form.items()}
        answer = scene.street.call("POST", posts[endpoint], scene.two, data=filled)
        assert answer.status_code in {200, 400, 404, 409}, (endpoint, answer.text)
        assert read_text(answer.text).finds(words) == [], endpoint
        assert not links_in(answer.text, addresses_of(scene, app, scene.one)), endpoint
    asked = {"orders": ",".join(map(str, bea.numbers.values())), "papers": "packing-slip"}
    answer = scene.street.call("GET", "/print-action", scene.two, params=asked)
    assert ("does not know this order" in answer.text, read_text(answer.text).finds(words)) == (True, [])
    assert entries_of(scene, scene.one) == before


def entries_of(scene: Scene, shop: str) -> int:
    """How much is on the shop's trail."""
    with scene.product.runtime.snapshot() as tx:
        ours = AuditEntry.shop_id == scene.street.shop_id(shop)
        return tx.session.scalar(select(func.count()).select_from(AuditEntry).where(ours)) or 0


def addresses_of(scene: Scene, app: Flask, shop: str) -> set[str]:
    """The address of each of the shop's things."""
    found = set()
    with scene.product.runtime.snapshot() as tx:
        for _, rule in rules_of(app, named=True):
            (first, *_) = [text for is_name, text in rule._trace[1:] if is_name]
            model = TABLES_OF.get(rule.endpoint, {}).get(first) or TABLES[first]
            rows = tx.session.scalars(select(model.id).where(model.shop_id == scene.street.shop_id(shop)))
            found |= {f"{rule.rule.partition('<')[0]}{one}" for one in rows}
    return found


def links_in(text: str, addresses: set[str]) -> set[str]:
    """Which of the addresses the page leads to."""
    return {found.rstrip("/") for found in re.findall(r"/[a-z][a-z/-]*/\d+", text)} & addresses
