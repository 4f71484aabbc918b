"""Whose an order's e-mail address and telephone are: the trader's own, or somebody else's, the consignee's. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from shopify_app.people.rules import normal_email, normal_phone
from shopify_app.white_label.faces import Brand
from shopify_app.white_label.leaks.patterns import is_shared_mail_host

NONE, TRADER, OTHER = "none", "trader", "other"
# The last digits of a telephone, however its country is written.
_SIGNIFICANT = 8


@dataclass(frozen=True, slots=True)
class OrderContacts:
    """An order's own address and telephone at Shopify, and those of who ordered. Never kept: read when needed."""

    shopify_order_id: int
    email: str | None
    phone: str | None
    own_emails: tuple[str, ...]
    own_phones: tuple[str, ...]
    locale: str
    mailed_at: tuple[datetime, ...]

    @property
    def language(self) -> str:
        """The two letters of the order's locale."""
        return self.locale.partition("-")[0].lower() or "en"


def whose_email(contacts: OrderContacts, brand: Brand) -> str:
    """Whether the order's address is the trader's own: one of theirs, or at a domain that is theirs alone."""
    given = normal_email(contacts.email)
    if given is None:
        return NONE
    own = {normal_email(one) for one in (*contacts.own_emails, brand.email, brand.contact)} - {None}
    if given in own or _domain(given) in {_domain(one) for one in own if one} - _shared(own):
        return TRADER
    return OTHER


def whose_phone(contacts: OrderContacts, brand: Brand) -> str:
    """Whether the order's telephone is the trader's own."""
    given = _digits(contacts.phone)
    if not given:
        return NONE
    own = {_digits(one) for one in (*contacts.own_phones, brand.phone, brand.contact)}
    return TRADER if given in own else OTHER


def _shared(own: Iterable[str | None]) -> set[str]:
    return {_domain(one) for one in own if one and is_shared_mail_host(_domain(one))}


def _domain(email: str) -> str:
    return email.rpartition("@")[2]


def _digits(phone: str | None) -> str:
    return (normal_phone(phone) or "")[-_SIGNIFICANT:]
