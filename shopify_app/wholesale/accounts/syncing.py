"""Making Shopify agree with an account: the customer, the tag, the metafield, the company.

Each step reads or is safe to repeat, so a call that is made twice, late, or after a time-out ends in the same state.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shopify_app.audit.actions import SYSTEM
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Transaction
from shopify_app.disclosures.actions import disclose
from shopify_app.disclosures.recipients import PLATFORM, SHOPIFY
from shopify_app.people import actions as people
from shopify_app.people.rules import Identity
from shopify_app.wholesale.accounts import actions
from shopify_app.wholesale.accounts.actions import AccountExistsError, get_account, open_details, remember_customer
from shopify_app.wholesale.accounts.applications import Details
from shopify_app.wholesale.accounts.client import AccountsClient, NewCompany
from shopify_app.wholesale.accounts.forgetting import forget_strangers
from shopify_app.wholesale.accounts.models import TradeAccount
from shopify_app.wholesale.accounts.registration import TAX_NUMBERS
from shopify_app.wholesale.accounts.rules import APPROVED, LIVING

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

_MOST_LOOKS = 5


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What Shopify should show of an account."""

    version: int
    state: str
    country: str | None
    customer_id: int | None
    company_id: int | None
    details: Details
    tax_number: str | None


def sync_account(runtime: Runtime, shop_id: int, account_id: int) -> None:
    """Tag and describe the customer as the account's state says.

    A customer Shopify does not know is looked for by e-mail address, and made when the account is approved: the trader
    then signs in with that address. State is read again at the end: should it have changed, the newer one is told.

    Raises:
        RemoteError: Shopify did not answer or refused.
        AccountExistsError: The customer found has another account that stands.
    """
    for _ in range(_MOST_LOOKS):
        wanted = _wanted(runtime, shop_id, account_id)
        if wanted is None:
            return
        customer_id = _customer(runtime, shop_id, account_id, wanted)
        if customer_id is None:
            return
        runtime.client(AccountsClient).tell_state(shop_id, customer_id, wanted.state, trade=wanted.state == APPROVED)
        again = _wanted(runtime, shop_id, account_id)
        if again is None or again.version == wanted.version:
            return


def make_company(runtime: Runtime, shop_id: int, account_id: int) -> None:
    """Make the company with its location and contact in Shopify, known by our number, and remember which it is.

    Raises:
        RemoteError: Shopify did not answer or refused; without B2B it refuses for good.
    """
    wanted = _wanted(runtime, shop_id, account_id)
    if wanted is None or wanted.state != APPROVED or wanted.company_id is not None:
        return
    customer_id = _customer(runtime, shop_id, account_id, wanted)
    company = NewCompany(
        f"tajir-{account_id}",
        wanted.details.company,
        wanted.country,
        wanted.tax_number,
        wanted.details.contact_name,
    )
    told = {"trade_company": company.name, "trade_registration_number": company.tax_number}
    _register(runtime, shop_id, account_id, told | {"trade_contact_name": company.recipient})
    company_id = runtime.client(AccountsClient).make_company(shop_id, company, customer_id)
    with runtime.transaction() as tx:
        lock_shop(tx, shop_id)
        get_account(tx, shop_id, account_id).shopify_company_id = company_id


def _wanted(runtime: Runtime, shop_id: int, account_id: int) -> _Wanted | None:
    """None when the person was erased: then there is nobody to tell of."""
    with runtime.snapshot() as tx:
        account = get_account(tx, shop_id, account_id)
        person = people.load(tx, shop_id, [account.person_id]).get(account.person_id)
        if person is None:
            return None
        customer_id = people.open_contact(tx, person).shopify_customer_id
        details = open_details(person, account)
        return _Wanted(
            version=account.version,
            state=account.state,
            country=account.country,
            customer_id=customer_id,
            company_id=account.shopify_company_id,
            details=details,
            tax_number=details.registration if account.registration_kind in TAX_NUMBERS else None,
        )


def _customer(runtime: Runtime, shop_id: int, account_id: int, wanted: _Wanted) -> int | None:
    if wanted.customer_id is not None or not wanted.details.email:
        return wanted.customer_id
    client = runtime.client(AccountsClient)
    name = wanted.details.contact_name if wanted.state == APPROVED else None
    _register(runtime, shop_id, account_id, {"trade_email": wanted.details.email, "trade_contact_name": name})
    customer_id = client.find_customer(shop_id, wanted.details.email)
    if customer_id is None and wanted.state == APPROVED:
        customer_id = client.make_customer(shop_id, wanted.details)
    if customer_id is not None:
        with runtime.transaction() as tx:
            _belongs_to(tx, shop_id, account_id, customer_id)
    return customer_id


def _register(runtime: Runtime, shop_id: int, account_id: int, told: Mapping[str, str | None]) -> None:
    """Before Shopify is told: what was tried and failed may have been read there all the same."""
    with runtime.transaction() as tx:
        account = get_account(tx, shop_id, account_id)
        disclose(
            tx,
            shop_id,
            recipient=SHOPIFY.key,
            purpose=PLATFORM,
            person_id=account.person_id,
            subject=f"trade account {account_id}",
            fields=told,
            actor=SYSTEM,
        )


def _belongs_to(tx: Transaction, shop_id: int, account_id: int, customer_id: int) -> None:
    """The account is this customer's. When that customer ordered before, under a key of their own, it moves there."""
    lock_shop(tx, shop_id)
    account = get_account(tx, shop_id, account_id)
    owner = people.link(tx, shop_id, account.person_id, Identity(customer_id))
    if owner != account.person_id:
        _move(tx, account, owner)
    person = people.load(tx, shop_id, [owner]).get(owner)
    if person is not None:
        remember_customer(tx, person, customer_id)


def _move(tx: Transaction, account: TradeAccount, owner: int) -> None:
    before, shop_id = account.person_id, account.shop_id
    if any(one.state in LIVING for one in actions.accounts_of(tx, shop_id, owner)):
        raise AccountExistsError(f"The customer of trade account {account.id} has another one. Close one of the two.")
    living = people.load(tx, shop_id, [before, owner])
    if owner in living and before in living:
        actions.hand_over(tx, account, living[before], living[owner])
        forget_strangers(tx, shop_id, [before])
