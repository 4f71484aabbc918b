"""noon's customers: asked for only with a reason, sealed, erased for good; noon itself is asked by a letter."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import requests
from sqlalchemy import select, update

from jobs.privacy import apply_retention
from shopify_app.audit.models import AuditEntry
from shopify_app.disclosures.models import Disclosure
from shopify_app.noon.customers.models import NoonCustomer
from shopify_app.people.models import Person
from shopify_app.privacy.models import PrivacyRequest
from tests.flows.conftest import Connected
from tests.flows.test_privacy_requests import raw_database
from tests.flows.test_who_received_what import another_shop

WHO = {
    "first_name": "Zubaydah",
    "last_name": "Qindeel",
    "city": "Turaif",
    "administrative_division": "Northern Borders",
}
SECRETS = ("Zubaydah", "Qindeel", "Turaif")


class Bought:
    """A noon order whose customer has a name of their own."""

    def __init__(self, at: Connected) -> None:
        self.at = at
        self.number = str(at.noon.create_order(customer=WHO)["fbpi_order_nr"])
        at.settle()
        self.id = next(order.id for order in at.orders() if order.noon_order_nr == self.number)

    def post(self, path: str, **form: Any) -> requests.Response:
        return self.at.product.call("POST", path, self.at.shop, data=form)

    def page(self, path: str) -> str:
        answer = self.at.product.call("GET", path, self.at.shop)
        assert answer.ok, answer.text
        return answer.text

    def show(self, purpose: str = "order") -> requests.Response:
        return self.post(f"/noon/orders/{self.id}/customer", purpose=purpose)

    def rows(self, table: type[Any]) -> list[Any]:
        with self.at.product.runtime.snapshot() as tx:
            return list(tx.session.scalars(select(table).where(table.shop_id == self.at.shop_id).order_by(table.id)))

    def events(self) -> list[str]:
        return [entry.event for entry in self.rows(AuditEntry)]


@pytest.fixture
def bought(connected: Connected) -> Bought:
    return Bought(connected)


def test_noon_is_asked_once_for_a_purpose_and_what_it_tells_is_sealed(bought: Bought) -> None:
    address = f"/noon/orders/{bought.id}/customer"
    assert "Not asked for" in bought.page(address)
    assert bought.show("curiosity").status_code == 400
    assert (bought.rows(NoonCustomer), bought.rows(Disclosure)) == ([], [])

    told = dict(bought.show().json()["facts"])
    assert told == {"First name": "Zubaydah", "Last name": "Qindeel", "City": "Turaif", "Region": "Northern Borders"}
    calls = bought.at.noon.calls(path="customer-details")
    assert dict(bought.show("inquiry").json()["facts"]) == told
    assert (len(calls), len(bought.at.noon.calls(path="customer-details"))) == (1, 1)

    (given,) = bought.rows(Disclosure)
    assert (given.recipient, given.named, given.subject) == ("shop", "noon", f"noon order {bought.id}")
    assert given.fields == ["noon_customer_city", "noon_customer_name"]
    assert bought.events().count("person:seen") == 2
    pages = bought.page(address) + bought.page("/noon") + bought.page("/disclosures")
    everything = pages + raw_database(bought.at.product).decode("latin-1")
    assert [word for word in SECRETS if word in everything] == []

    other = another_shop(bought.at.product)
    assert bought.at.product.call("GET", address, other).status_code == 404
    assert bought.at.product.call("POST", address, other, data={"purpose": "order"}).status_code == 404


def test_the_customer_sees_all_and_is_erased_for_good_and_noon_is_asked_by_letter(bought: Bought) -> None:
    bought.show()
    assert bought.post("/privacy/noon", noon_order_nr="NFBO-unknown", kind="see").status_code == 404
    assert bought.post("/privacy/noon", noon_order_nr=bought.number, kind="erase").status_code == 400
    seen = bought.post("/privacy/noon", noon_order_nr=bought.number, kind="see").json()["go"]
    (held,) = bought.post(f"{seen}/report").json()["what_is_held"]
    (order,) = held["noon_orders"]
    assert (order["noon_order"], order["customer"]) == (bought.number, WHO)
    assert held["given_to"][0]["recipient"]

    wish = {"noon_order_nr": f" {bought.number} ", "kind": "erase", "sure": "yes"}
    erased = bought.post("/privacy/noon", **wish).json()["go"]
    assert bought.post("/privacy/noon", **wish).status_code == 409
    assert bought.post(f"{seen}/report").status_code == 409
    assert bought.show().status_code == 404
    assert "Erased" in bought.page(f"/noon/orders/{bought.id}/customer")
    (person,) = bought.rows(Person)
    (customer,) = bought.rows(NoonCustomer)
    assert (person.wrapped_key, customer.details) == (None, None)

    assert "To be sent" in bought.page(erased)
    letter = bought.post(f"{erased}/letter").text
    assert (bought.number in letter, [word for word in SECRETS if word in letter]) == (True, [])
    assert bought.post(f"{erased}/letter/sent", how=" ").status_code == 400
    assert bought.post(f"{erased}/letter/sent", how="Ticket 4711").ok
    assert bought.post(f"{erased}/letter/sent", how="Ticket 4712").status_code == 409
    request = bought.rows(PrivacyRequest)[-1]
    assert (request.receipt["result"], request.receipt["destroyed"]["keys"]) == ("erased", 1)
    assert (request.receipt["asked"]["noon"]["how"], request.finished_at is not None) == ("Ticket 4711", True)
    assert bought.post(f"{seen}/letter").status_code == 404


def test_who_was_never_asked_for_is_not_asked_for_after_the_erasure(bought: Bought) -> None:
    gone = bought.post("/privacy/noon", noon_order_nr=bought.number, kind="erase", sure="yes").json()["go"]
    assert "Nothing held" in bought.page(gone)
    assert bought.show().status_code == 404
    assert (bought.at.noon.calls(path="customer-details"), bought.rows(Person)) == ([], [])


def test_what_noon_told_is_forgotten_after_three_months_and_may_be_asked_again(bought: Bought) -> None:
    bought.show()
    with bought.at.product.runtime.transaction() as tx:
        long_ago = tx.now - timedelta(days=91)
        ours = NoonCustomer.shop_id == bought.at.shop_id
        tx.session.execute(update(NoonCustomer).where(ours).values(fetched_at=long_ago))
    apply_retention(shop_id=bought.at.shop_id)
    assert (bought.rows(NoonCustomer), [one.wrapped_key for one in bought.rows(Person)]) == ([], [None])
    assert bought.show().ok
