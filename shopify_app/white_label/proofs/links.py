"""The secret in a proof's link. It is in the letter and nowhere else: derived for each letter, known by its digest.

In the address it stands behind the `#`, which browsers keep to themselves: no log, no proxy and no mail scanner that
only fetches addresses ever sees it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from shopify_app.core.crypto import derive
from shopify_app.core.runtime import Transaction
from shopify_app.white_label.brands.models import BrandProof

_PURPOSE = "brand-proof-links"


def token_of(tx: Transaction, proof: BrandProof) -> str:
    """The proof's token: 256 bits, the same whenever it is asked for."""
    key = derive(tx.keys(proof.shop_id).index, _PURPOSE)
    digest = hmac.digest(key, f"{proof.shop_id}/{proof.brand_id}/{proof.id}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def digest_of(token: str) -> bytes:
    """What is kept of it."""
    return hashlib.sha256(token.encode()).digest()


def fits(proof: BrandProof, token: str) -> bool:
    """Whether it is this proof's."""
    return hmac.compare_digest(digest_of(token), proof.token_digest)


def address_of(app_url: str, proof: BrandProof, token: str) -> str:
    """The link."""
    return f"{app_url}/brand-proof/{proof.id}?language={proof.language}#{token}"
