"""What a person is known by, and how each form is written alike before it is fingerprinted. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

SHOPIFY_CUSTOMER, EMAIL, PHONE, NOON_ORDER = "shopify_customer", "email", "phone", "noon_order"


@dataclass(frozen=True, slots=True)
class Identity:
    """Names and numbers one person goes by. The first that is known names the person; the others help to find them."""

    shopify_customer_id: int | None = None
    email: str | None = None
    phone: str | None = None
    noon_order_nr: str | None = None

    def aliases(self) -> list[tuple[str, str]]:
        """(kind, normalised value), the strongest first."""
        found = (
            (SHOPIFY_CUSTOMER, str(self.shopify_customer_id) if self.shopify_customer_id else None),
            (EMAIL, normal_email(self.email)),
            (PHONE, normal_phone(self.phone)),
            (NOON_ORDER, self.noon_order_nr),
        )
        return [(kind, value) for kind, value in found if value]


def normal_email(text: str | None) -> str | None:
    """One spelling per mailbox: NFKC, trimmed, lower case. Dots and tags stay: not every host ignores them."""
    if not text or "@" not in text:
        return None
    return unicodedata.normalize("NFKC", text).strip().casefold() or None


def normal_phone(text: str | None) -> str | None:
    """Digits only, Arabic ones made European, without the international prefix `00` or `+`."""
    if not text:
        return None
    digits = "".join(str(unicodedata.digit(char)) for char in text if unicodedata.digit(char, None) is not None)
    return re.sub(r"^00", "", digits) or None
