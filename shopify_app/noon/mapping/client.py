"""Shopify's locations and variants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from shopify_app.noon.mapping.rules import Variant
from shopify_app.shops.client import AdminClient
from shopify_app.shops.documents import load_document

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

LOCATIONS = load_document(__file__, "locations")
VARIANTS_BY_SKU = load_document(__file__, "variants_by_sku")
MANY_SKUS = 25


@dataclass(frozen=True, slots=True)
class Location:
    """Where the shop keeps goods."""

    shopify_location_id: int
    name: str
    country: str


class GoodsPlacesClient:
    """What noon's words may mean in Shopify."""

    def __init__(self, admin: AdminClient) -> None:
        self._admin = admin

    @classmethod
    def build(cls, runtime: Runtime) -> Self:
        """On the process's Admin client."""
        return cls(runtime.client(AdminClient))

    def locations(self, shop_id: int) -> list[Location]:
        """Every location of the shop."""
        nodes = self._all(shop_id, LOCATIONS, "locations")
        return [
            Location(_number(one["id"]), one["name"], (one["address"] or {}).get("countryCode") or "") for one in nodes
        ]

    def variants(self, shop_id: int, looked_for: Sequence[str]) -> list[Variant]:
        """Every variant with one of these SKUs or barcodes; at most `MANY_SKUS` at a time."""
        terms = [f"{field}:{_quoted(text)}" for text in looked_for for field in ("sku", "barcode")]
        nodes = self._all(shop_id, VARIANTS_BY_SKU, "productVariants", query=" OR ".join(terms))
        return [
            Variant(
                _number(one["id"]),
                _number(one["inventoryItem"]["id"]),
                one["sku"] or "",
                one["barcode"] or "",
                one["displayName"],
            )
            for one in nodes
        ]

    def _all(self, shop_id: int, document: Any, field: str, **variables: Any) -> list[Mapping[str, Any]]:
        found: list[Mapping[str, Any]] = []
        after = None
        while True:
            page = self._admin.run(shop_id, document, after=after, **variables)[field]
            found += page["nodes"]
            if not page["pageInfo"]["hasNextPage"]:
                return found
            after = page["pageInfo"]["endCursor"]


def _number(gid: str) -> int:
    return int(gid.rpartition("/")[2])


def _quoted(text: str) -> str:
    """As Shopify's search wants it: what is inside counts as it stands."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
