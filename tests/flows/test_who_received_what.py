"""The register of disclosures through the admin: what a print leaves in it, and what a court is given."""

from __future__ import annotations

import uuid
from typing import Any

import pyotp
import requests

from tests.flows.test_privacy_requests import raw_database, unlock
from tests.flows.test_white_label import a_brand, place, post
from tests.product import Product

SECRETS = ("Omar", "7 Olive Road", "Jeddah", "21442")


class Colleague:
    """Another member of the shop's staff, with a second factor of their own."""

    def __init__(self, product: Product, shop: str) -> None:
        self._product, self._shop = product, shop
        self._staff = product.sandbox.shop(shop)["staff"][1]
        begun = self.post("/second-factor/enrolment")
        code = pyotp.TOTP(begun.json()["secret"]).now()
        assert self.post("/second-factor/enrolment/confirmation", code=code).ok

    def post(self, path: str, **form: Any) -> requests.Response:
        """A call from the embedded page."""
        token = self._product.sandbox.id_token(self._shop, user_id=int(self._staff["id"]))
        return requests.post(
            self._product.url + path, data=form, headers={"Authorization": f"Bearer {token}"}, timeout=10
        )


def page(product: Product, shop: str, path: str = "/disclosures") -> str:
    answer = product.call("GET", path, shop)
    assert answer.status_code == 200, answer.text
    return answer.text


def another_shop(product: Product) -> str:
    domain = f"shop-{uuid.uuid4().hex[:10]}.myshopify.com"
    product.sandbox.make_shop(domain, currency="SAR")
    product.install(domain)
    unlock(product, domain)
    return domain


def test_a_printed_slip_is_a_disclosure_to_the_carrier_and_is_found_in_the_register(
    product: Product, shop: str
) -> None:
    order_id = place(product, shop)
    assert "Nothing was given to anybody yet" in page(product, shop)
    assert post(product, shop, "/disclosures/export").status_code == 403
    unlock(product, shop)
    a_brand(product, shop, order_id)
    for _ in range(2):
        assert post(product, shop, f"/white-label/orders/{order_id}/slip").status_code == 200

    whole = page(product, shop)
    assert whole.count(f'href="/orders/{order_id}"') == 2
    for words in ("Carrier (Saudi Arabia)", "Deliver what was bought", "Name at delivery", "Delivery address"):
        assert words in whole
    shown = {
        "/disclosures?search=1001": True,
        "/disclosures?search=%231001&recipient=carrier&purpose=delivery": True,
        "/disclosures?since=2020-01-01&until=nonsense": True,
        "/disclosures?search=4711": False,
        "/disclosures?show=exceptions": False,
        "/disclosures?recipient=stripe": False,
        "/disclosures?until=2020-01-01": False,
    }
    assert {path: "Carrier (Saudi Arabia)" in page(product, shop, path) for path in shown} == shown
    assert "2 times" in page(product, shop, "/disclosures/recipients")

    file = post(product, shop, "/disclosures/export", recipient="carrier")
    assert (file.status_code, len(file.text.splitlines())) == (200, 3)
    assert "order" in file.text
    everything = whole + file.text + raw_database(product).decode("latin-1")
    assert [word for word in SECRETS if word in everything] == []
    assert "Nothing was given to anybody yet" in page(product, another_shop(product))


def test_a_court_is_given_what_it_asks_for_when_a_second_person_has_looked(product: Product, shop: str) -> None:
    place(product, shop)
    wish: dict[str, Any] = {"order": "#1001", "authority": "Court of Riyadh", "reference": "R-77", "country": "SA"}
    wish |= {"law": "Law of procedure, article 12", "fields": ["ship_to_name", "email"]}
    assert post(product, shop, "/disclosures/demands", **wish).status_code == 403
    unlock(product, shop)
    wrong = post(product, shop, "/disclosures/demands", **{**wish, "order": "4711"})
    assert (wrong.status_code, "order" in wrong.json()["fields"]) == (400, True)
    path = post(product, shop, "/disclosures/demands", **wish).json()["go"]

    assert "Court of Riyadh" in page(product, shop, path)
    assert "Court of Riyadh" not in page(product, shop, "/disclosures/demands")
    own = post(product, shop, f"{path}/answer", decision="I think so", sure="yes")
    assert (own.status_code, "two people" in own.json()["error"]) == (403, True)
    colleague, other = Colleague(product, shop), another_shop(product)
    assert colleague.post(f"{path}/answer", decision="Checked").status_code == 400
    assert product.call("GET", path, other).status_code == 404
    given = colleague.post(f"{path}/answer", decision="Checked by counsel", sure="yes")
    assert given.status_code == 200, given.text
    facts = dict(given.json()["facts"])
    assert (facts.pop("Name at delivery"), list(facts)) == ("Omar Example", ["E-mail"])

    register = page(product, shop, "/disclosures?show=exceptions")
    assert ("Court or authority" in register, "Court order" in register) == (True, True)
    assert colleague.post(f"{path}/refusal", decision="Too late").status_code == 409


def test_a_company_is_listed_by_name_and_none_for_marketing(product: Product, shop: str) -> None:
    company = {"kind": "carrier", "purpose": "delivery", "country": "SA", "obligation": "Contract of 3 March 2026"}
    assert post(product, shop, "/disclosures/recipients", name="Desert Express", **company).ok
    refused = post(product, shop, "/disclosures/recipients", name="Ad House", **{**company, "purpose": "marketing"})
    assert (refused.status_code, "never given away for marketing" in refused.json()["error"]) == (403, True)
    wrong = post(product, shop, "/disclosures/recipients", **company)
    assert (wrong.status_code, list(wrong.json()["fields"])) == (400, ["name"])

    listed = page(product, shop, "/disclosures/recipients")
    assert ("Desert Express" in listed, "Ad House" in listed) == (True, False)
    number = listed.partition('data-post="/disclosures/recipients/')[2].partition("/")[0]
    assert post(product, shop, f"/disclosures/recipients/{number}/end").ok
    assert post(product, another_shop(product), f"/disclosures/recipients/{number}/end").status_code == 404
    assert "until" in page(product, shop, "/disclosures/recipients")
