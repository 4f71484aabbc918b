"""What we ask of Shopify about traders: customers, their tag and metafield, companies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from shopify_app.core.errors import RemoteError
from shopify_app.orders.client import TAGS_ADD, TAGS_REMOVE
from shopify_app.orders.rules import number_of
from shopify_app.shops.client import AdminClient, UserErrorsError
from shopify_app.shops.documents import load_document
from shopify_app.wholesale.accounts.applications import Details
from shopify_app.wholesale.accounts.words import ELSEWHERE
from shopify_app.wholesale.marks import TRADE_TAG, is_trade_tag

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

COMPANY_BY_EXTERNAL_ID = load_document(__file__, "company_by_external_id")
COMPANY_CREATE = load_document(__file__, "company_create", repeatable=False)
CONTACT_ASSIGN = load_document(__file__, "contact_assign", repeatable=False)
CUSTOMER_BY_EMAIL = load_document(__file__, "customer_by_email")
CUSTOMER_CREATE = load_document(__file__, "customer_create", repeatable=False)
CUSTOMERS_TAGGED = load_document(__file__, "customers_tagged")
TRADE_STATE_SET = load_document(__file__, "trade_state_set")
_STATE = {"namespace": "$app", "key": "trade_account", "type": "single_line_text_field"}


@dataclass(frozen=True, slots=True)
class TaggedPage:
    """Some customers with the trade tag (their numbers), and where to go on; None at the end."""

    customer_ids: list[int]
    cursor: str | None


@dataclass(frozen=True, slots=True)
class NewCompany:
    """A company to be made. `external_id` is ours: by it a repeated call finds what an earlier one made."""

    external_id: str
    name: str | None
    country: str | None
    tax_number: str | None
    recipient: str | None


class AccountsClient:
    """Customers and companies in the Admin API."""

    def __init__(self, admin: AdminClient) -> None:
        self._admin = admin

    @classmethod
    def build(cls, runtime: Runtime) -> Self:
        """On the process's Admin client."""
        return cls(runtime.client(AdminClient))

    def find_customer(self, shop_id: int, email: str) -> int | None:
        """The customer with this e-mail address."""
        found = self._admin.run(shop_id, CUSTOMER_BY_EMAIL, email=email)["customerByIdentifier"]
        return number_of(found["id"]) if found else None

    def make_customer(self, shop_id: int, details: Details) -> int:
        """A new customer, who is sent nothing. Callers looked for one before: an earlier try may have made it.

        Raises:
            UserErrorsError: Shopify refuses, and there is none with this address.
        """
        first, _, last = (details.contact_name or "").partition(" ")
        given = {"email": details.email, "firstName": first or None, "lastName": last or None}
        try:
            payload = self._admin.mutate(shop_id, CUSTOMER_CREATE, input=given)
        except UserErrorsError:
            # Made by somebody else in this very moment.
            found = self.find_customer(shop_id, details.email or "")
            if found is None:
                raise
            return found
        return number_of(payload["customer"]["id"])

    def tell_state(self, shop_id: int, customer_id: int, state: str, *, trade: bool) -> None:
        """The customer carries the trade tag or not, and the account's state for other apps and for staff."""
        gid = f"gid://shopify/Customer/{customer_id}"
        self._admin.mutate(shop_id, TAGS_ADD if trade else TAGS_REMOVE, id=gid, tags=[TRADE_TAG])
        self._admin.mutate(shop_id, TRADE_STATE_SET, metafields=[{"ownerId": gid, **_STATE, "value": state}])

    def tagged(self, shop_id: int, after: str | None) -> TaggedPage:
        """A page of the customers with the trade tag. Tags are compared here too: Shopify leaves out filters in
        silence when it cannot apply them.
        """
        page = self._admin.run(shop_id, CUSTOMERS_TAGGED, query=f"tag:{TRADE_TAG}", after=after)["customers"]
        numbers = [number_of(node["id"]) for node in page["nodes"] if is_trade_tag(node["tags"])]
        info = page["pageInfo"]
        return TaggedPage(numbers, info["endCursor"] if info["hasNextPage"] else None)

    def make_company(self, shop_id: int, wanted: NewCompany, customer_id: int | None) -> int:
        """The company of this account, found by our number where an earlier try made it; the customer buys for it."""
        company = self._company(shop_id, wanted.external_id) or self._create_company(shop_id, wanted)
        buyers = {number_of(node["customer"]["id"]) for node in company["contacts"]["nodes"]}
        if customer_id is not None and customer_id not in buyers:
            gid = f"gid://shopify/Customer/{customer_id}"
            self._admin.mutate(shop_id, CONTACT_ASSIGN, companyId=company["id"], customerId=gid)
        return number_of(company["id"])

    def _company(self, shop_id: int, external: str) -> Mapping[str, Any] | None:
        found = self._admin.run(shop_id, COMPANY_BY_EXTERNAL_ID, query=f"external_id:{external}")["companies"]
        return next((node for node in found["nodes"] if node["externalId"] == external), None)

    def _create_company(self, shop_id: int, wanted: NewCompany) -> Mapping[str, Any]:
        name = wanted.name or wanted.external_id
        location: dict[str, Any] = {"name": name}
        if wanted.tax_number:
            location["taxRegistrationId"] = wanted.tax_number
        if wanted.country and wanted.country != ELSEWHERE:
            address = {"countryCode": wanted.country, "recipient": wanted.recipient}
            location |= {"shippingAddress": address, "billingSameAsShipping": True}
        company = {"name": name, "externalId": wanted.external_id}
        try:
            payload = self._admin.mutate(
                shop_id, COMPANY_CREATE, input={"company": company, "companyLocation": location}
            )
        except UserErrorsError as error:
            if "TAKEN" not in error.codes:
                raise
            # An earlier try made it, and Shopify's search does not show it yet.
            raise RemoteError("Shopify is still filing the company.", temporary=True) from error
        made: Mapping[str, Any] = payload["company"]
        return made
