"""Judging a draft order by the minimum's own rule. Nothing is kept: the draft is read, and marked in Shopify."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopify_app.core.runtime import Transaction
from shopify_app.people import actions as people
from shopify_app.people.rules import Identity
from shopify_app.wholesale import marks
from shopify_app.wholesale.accounts import standing
from shopify_app.wholesale.drafts.client import Draft, DraftsClient
from shopify_app.wholesale.qualifying import qualifying_orders_of
from shopify_app.wholesale.rules import Candidate, Verdict, check_minimum, sentence
from shopify_app.wholesale.terms.agreed import Account, minimums_for

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

CHECK_DRAFT = "wholesale.check_draft"


def check_draft(runtime: Runtime, shop_id: int, shopify_draft_id: int) -> None:
    """Make the draft's mark agree with its verdict. Our own change comes back as a webhook, and finds nothing to do.

    A completed draft is left as it is: the order it became is judged by itself.
    """
    client = runtime.client(DraftsClient)
    draft = client.find(shop_id, shopify_draft_id)
    if draft is None or not draft.is_open:
        return
    with runtime.snapshot() as tx:
        verdict = judge(tx, shop_id, draft)
    if verdict.allowed:
        client.unmark(shop_id, draft)
    else:
        client.mark(shop_id, draft, sentence(verdict))


def judge(tx: Transaction, shop_id: int, draft: Draft) -> Verdict:
    """The verdict on the draft as if it were placed now."""
    person_ids = people.find_all(tx, shop_id, Identity(draft.customer_id)) if draft.customer_id else []
    person_id = person_ids[0] if person_ids else None
    account = Account(draft.company_id, None if draft.company_id is not None else person_id)
    minimums = minimums_for(tx, shop_id, account, tx.now, only=draft.goods.currency)
    candidate = Candidate(draft.goods, _is_trade(tx, shop_id, draft, account))
    return check_minimum(candidate, _qualifying_orders(tx, shop_id, account), minimums)


def _is_trade(tx: Transaction, shop_id: int, draft: Draft, account: Account) -> bool:
    """As for the order it becomes: a decided account tells, without one the company, else the tag."""
    if account.company_id is not None:
        return standing.is_trading_company(tx, shop_id, account.company_id)
    decided = standing.account_says(tx, shop_id, account.person_id) if account.person_id else None
    return marks.is_trade_tag(draft.customer_tags) if decided is None else decided


def _qualifying_orders(tx: Transaction, shop_id: int, account: Account) -> int:
    if account == Account(None, None):
        return 0
    return qualifying_orders_of(tx, shop_id, account.person_id or 0, account.company_id)
