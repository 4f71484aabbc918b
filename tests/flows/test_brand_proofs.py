"""A proof goes to the trader by a link and comes back as a version, or as a note: the whole way, over real HTTP."""

from __future__ import annotations

import io
import re
import uuid
from typing import Any

import requests
from PIL import Image
from sqlalchemy import select, update

from shopify_app.audit.actions import first_broken
from shopify_app.audit.models import AuditEntry
from shopify_app.core.outbox import Call
from shopify_app.shops.actions import get_shop
from shopify_app.white_label.brands.models import BrandProof
from tests.flows.test_privacy_requests import raw_database, unlock
from tests.flows.test_white_label import PROFILE, a_logo, place, post, text_of
from tests.product import Product

TRADER = "salma@trader.example"


def letters_to(product: Product, to: str) -> list[dict[str, Any]]:
    """The letters to an address that contains this, the newest first."""
    box = f"{product.server.url}/mail/api/messages"
    letters = [requests.get(f"{box}/{brief['id']}", timeout=5).json() for brief in requests.get(box, timeout=5).json()]
    return [letter for letter in letters if any(to in one for one in letter["recipients"])]


class Trader:
    """Opens the link of the newest letter, and answers."""

    def __init__(self, product: Product, email: str = TRADER) -> None:
        (self.letter, *_) = letters_to(product, email)
        (link,) = re.findall(rf"{product.url}/brand-proof/\S+", self.letter["text"])
        self.link, _, self.token = link.partition("#")
        self.proof_id = int(re.findall(r"/brand-proof/(\d+)", link)[0])
        self.address = f"{product.url}/brand-proof/{self.proof_id}"
        self.browser = requests.Session()

    def open(self) -> requests.Response:
        return self.browser.post(f"{self.address}/open", data={"token": self.token}, timeout=10)

    def get(self, path: str = "") -> requests.Response:
        return self.browser.get(f"{self.address}{path}", timeout=10)

    def answer(self, **form: str) -> requests.Response:
        return requests.post(f"{self.address}/answer", data={"token": self.token, **form}, timeout=10)


def drafted(product: Product, shop: str, **changes: str) -> str:
    """The path of a brand with a draft."""
    path = str(post(product, shop, f"/white-label/orders/{place(product, shop)}/brand").json()["go"])
    logo = {"logo": ("logo.png", a_logo(), "image/png")}
    saved = post(product, shop, f"{path}/draft", files=logo, **{**PROFILE, **changes})
    assert saved.status_code == 200, saved.text
    return path


def sent(product: Product, shop: str, path: str, **form: str) -> Trader:
    email = f"{uuid.uuid4().hex[:8]}-{TRADER}"
    answer = post(product, shop, f"{path}/proofs", **{"language": "en", "email": email, **form})
    assert answer.status_code == 200, answer.text
    product.settle()
    return Trader(product, email)


def test_a_proof_is_sent_opened_approved_and_in_force(product: Product, shop: str) -> None:
    unlock(product, shop)
    path = drafted(product, shop)
    assert "Draft not sent yet" in product.call("GET", "/white-label", shop).text
    trader = sent(product, shop, path, language="ar")
    assert "Waits for the trader" in product.call("GET", path, shop).text
    assert trader.letter["subject"].endswith("كيف ستبدو الطرود المرسلة باسمك")

    # A program that opens every link it finds in mail learns nothing and answers nothing.
    scanned = requests.get(trader.link, timeout=10)
    assert (scanned.status_code, "Dar Nadia" in scanned.text, 'dir="rtl"' in scanned.text) == (200, False, True)
    assert trader.get("/A4/ar.png").status_code == 404
    assert (scanned.headers["X-Robots-Tag"], scanned.headers["Referrer-Policy"]) == ("noindex, nofollow", "no-referrer")
    assert "frame-ancestors 'none'" in scanned.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in scanned.headers

    page = trader.open()
    assert page.url == trader.address
    assert [word for word in ("Dar Nadia", "دار نادية", "1 Palm Street", "موافقة") if word not in page.text] == []
    cookie = page.history[0].headers["Set-Cookie"]
    assert all(word in cookie for word in ("HttpOnly", "SameSite=Strict", f"Path=/brand-proof/{trader.proof_id}"))
    for paper, least in (("A4", 800), ("A6", 500), ("LABEL", 500), ("SHIPPING", 500), ("RETURNS", 800), ("GIFT", 500)):
        picture = trader.get(f"/{paper}/fr.png")
        assert Image.open(io.BytesIO(picture.content)).width > least
        assert picture.headers["Cache-Control"] == "no-store"
    assert "BON DE LIVRAISON" in text_of(trader.get("/A4/fr.pdf"))
    assert trader.get("/A5/fr.png").status_code == trader.get("/A4/xx.png").status_code == 404

    assert trader.answer(answer="approve").status_code == 422
    approved = trader.answer(answer="approve", sure="yes")
    assert (approved.status_code, "تمت الموافقة" in approved.text) == (200, True)
    again = trader.answer(answer="changes", note="Wait, no")
    assert (again.status_code, "تمت الموافقة" in again.text) == (200, True)
    product.settle()
    assert "Version 1" in product.call("GET", path, shop).text
    version = product.call("GET", f"{path}/versions/1", shop).text
    assert [word for word in ("Dar Nadia", "By the link of proof", "In force", "Trader") if word not in version] == []
    store = shop.removesuffix(".myshopify.com")
    (told,) = [
        one for one in letters_to(product, "@") if "is approved" in one["subject"] and f"/{store}/" in one["text"]
    ]
    assert "Dar Nadia" not in str(told)
    secret = trader.token.encode()
    assert secret not in raw_database(product)
    with product.runtime.snapshot() as tx:
        calls = tx.session.scalars(select(Call).where(Call.kind == "white_label.send_proof")).all()
        assert {tuple(sorted(call.arguments)) for call in calls} == {("number", "proof_id")}
        ours = AuditEntry.shop_id == get_shop(tx, shop).id
        events = [(one.event, one.actor) for one in tx.session.scalars(select(AuditEntry).where(ours))]
        assert ("brand:approved", "trader") in events
        assert first_broken(tx, get_shop(tx, shop).id) is None


def test_what_the_trader_wants_otherwise_comes_back_and_a_changed_draft_makes_the_link_stale(
    product: Product, shop: str
) -> None:
    unlock(product, shop)
    path = drafted(product, shop)
    trader = sent(product, shop, path, language="fr")
    trader.open()
    for note in ("", " \n ", "x" * 1001):
        refused = trader.answer(answer="changes", note=note)
        assert (refused.status_code, 'role="alert"' in refused.text) == (422, True)
    asked = trader.answer(answer="changes", note="Le logo <b>plus grand</b>\net plus haut")
    assert (asked.status_code, "Merci, la boutique" in asked.text) == (200, True)
    product.settle()
    assert "Changes asked" in product.call("GET", "/white-label/proofs?show=changes", shop).text
    proof = product.call("GET", f"/white-label/proofs/{trader.proof_id}", shop).text
    assert "Le logo &lt;b&gt;plus grand&lt;/b&gt;" in proof
    assert "Le logo" not in product.call("GET", path, shop).text
    assert not [one for one in letters_to(product, "@") if "plus grand" in one["text"]]

    second = sent(product, shop, path)
    second.open()
    assert post(product, shop, f"{path}/draft", **{**PROFILE, "message": "Other words."}).status_code == 200
    for stale in (second.answer(answer="approve", sure="yes"), second.get(), second.open()):
        assert (stale.status_code, "There is something newer" in stale.text) == (410, True)
        assert "Dar Nadia" not in stale.text
    assert second.get("/A4/en.png").status_code == 404

    third = sent(product, shop, path)
    assert post(product, shop, f"/white-label/proofs/{third.proof_id}/letter").status_code == 200
    product.settle()
    assert len(letters_to(product, third.letter["recipients"][0])) == 2
    with product.runtime.transaction() as tx:
        tx.session.execute(update(BrandProof).where(BrandProof.id == third.proof_id).values(expires_at=tx.now))
    late = third.answer(answer="approve", sure="yes")
    assert (late.status_code, "This link’s time is over" in late.text) == (410, True)
    assert post(product, shop, f"/white-label/proofs/{third.proof_id}/withdrawal").status_code == 409
    assert product.call("GET", f"{path}/versions/1", shop).status_code == 409


def test_proofs_are_for_their_own_shop_and_behind_the_second_factor(product: Product, shop: str) -> None:
    other = f"shop-{uuid.uuid4().hex[:10]}.myshopify.com"
    product.sandbox.make_shop(other, currency="SAR")
    product.install(other)
    unlock(product, shop)
    path = drafted(product, shop)
    trader = sent(product, shop, path)
    stranger = requests.post(f"{trader.address}/open", data={"token": "x" * 43}, timeout=10)
    nowhere = requests.post(f"{product.url}/brand-proof/999999/open", data={"token": trader.token}, timeout=10)
    assert (stranger.status_code, stranger.text) == (404, nowhere.text)
    assert (nowhere.status_code, "Set-Cookie" in stranger.headers) == (404, False)

    assert post(product, other, f"{path}/proofs", language="en").status_code == 403
    unlock(product, other)
    proof = f"/white-label/proofs/{trader.proof_id}"
    assert {product.call("GET", one, other).status_code for one in (proof, f"{path}/versions/1", f"{path}/places")} == {
        404
    }
    for wanted in (
        f"{path}/proofs",
        f"{proof}/letter",
        f"{proof}/withdrawal",
        f"{path}/versions/1/slip",
        f"{path}/places/new",
    ):
        form = {"language": "en", "email": "a@example.com", "destination": "FR", "street": "2 Rue Neuve"}
        assert post(product, other, wanted, **form).status_code == 404, wanted
    assert f"Proof {trader.proof_id}<" not in product.call("GET", "/white-label/proofs?show=all", other).text
    assert trader.open().status_code == 200


def test_destinations_are_kept_and_whatever_names_the_shop_is_refused_beside_its_field(
    product: Product, shop: str
) -> None:
    name = product.sandbox.shop(shop)["name"]
    unlock(product, shop)
    path = drafted(product, shop)
    for field, text in (("message_fr", f"Merci, {name}"), ("more", f"c/o {name}"), ("name", name)):
        refused = post(product, shop, f"{path}/draft", **{**PROFILE, field: text})
        assert (refused.status_code, list(refused.json()["fields"])) == (400, [field]), refused.text
        assert name not in refused.text
    refused = post(product, shop, f"{path}/draft", **{**PROFILE, "message": "漢字"})
    assert list(refused.json()["fields"]) == ["message"]
    france = {"destination": "FR", "street": "2 Rue Neuve", "city": "Lyon", "country": "FR", "returns_city": "Paris"}
    leaking = post(product, shop, f"{path}/places/new", **{**france, "returns_street": f"chez {name}"})
    assert (leaking.status_code, list(leaking.json()["fields"])) == (400, ["returns_street"])
    assert post(product, shop, f"{path}/places/new", **france).status_code == 200
    assert "2 Rue Neuve" in product.call("GET", f"{path}/places", shop).text
    assert 'value="Paris"' in product.call("GET", f"{path}/places/FR", shop).text
    assert post(product, shop, f"{path}/places/FR/draft", **{**france, "destination": "BE"}).status_code == 200
    assert product.call("GET", f"{path}/places/FR", shop).status_code == 404
    trader = sent(product, shop, path)
    assert "Parcels to Belgium" in trader.open().text
    assert post(product, shop, f"{path}/places/BE/removal").status_code == 200
    assert post(product, shop, f"{path}/places/BE/removal").status_code == 404
    assert trader.answer(answer="approve", sure="yes").status_code == 410
