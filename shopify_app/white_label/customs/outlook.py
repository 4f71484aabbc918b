"""What an order's customs papers would say and what is missing for them, without naming anybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from shopify_app.core.errors import ConflictError
from shopify_app.core.money import Money
from shopify_app.core.runtime import Transaction
from shopify_app.orders.actions import get_order
from shopify_app.orders.models import Order
from shopify_app.white_label.customs.actions import corrections_for, find_exporter, home_of
from shopify_app.white_label.customs.client import Consignment, CustomsClient
from shopify_app.white_label.customs.destinations import Duty, duties_in
from shopify_app.white_label.customs.forms import Exporter
from shopify_app.white_label.customs.rules import Declared, declare, needs_papers, net_kilograms
from shopify_app.white_label.documents.countries import country_name
from shopify_app.white_label.documents.words import ENGLISH

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime


class NotAbroadError(ConflictError):
    """The order does not leave the country, so no customs want papers."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """An order's consignment as customs would see it. `exporter` is None until staff have told who the shop is."""

    order: Order
    home: str
    destination: str
    exporter: Exporter | None
    declared: Sequence[Declared]
    freight: Money | None
    duties: Sequence[Duty]

    @property
    def incomplete(self) -> list[Declared]:
        """The lines of which something is missing."""
        return [one for one in self.declared if one.missing]

    @property
    def is_ready(self) -> bool:
        """Whether papers can be printed."""
        return self.exporter is not None and bool(self.declared) and not self.incomplete

    @property
    def net_kilograms(self) -> Decimal:
        """What the goods weigh, as far as that is known."""
        return net_kilograms(self.declared)

    @property
    def origins(self) -> list[str]:
        """Where the goods come from, as far as that is known."""
        return sorted({one.facts.origin for one in self.declared if one.facts.origin})

    @property
    def made_in(self) -> str:
        """What marks of origin say after «Made in»."""
        return " / ".join(country_name(origin, ENGLISH) for origin in self.origins)


def look_at(runtime: Runtime, shop_id: int, order_id: int) -> Outlook:
    """The consignment of an order that leaves the country.

    Raises:
        UnknownOrderError: The shop has no such order.
        NotAbroadError: It does not leave the country.
        RemoteError: Shopify did not tell what the order holds.
    """
    with runtime.snapshot() as tx:
        order = get_order(tx, shop_id, order_id)
        check_abroad(tx, order)
        number = order.shopify_order_id
    consignment = runtime.client(CustomsClient).consignment_of(shop_id, number)
    with runtime.snapshot() as tx:
        return outlook_on(tx, get_order(tx, shop_id, order_id), consignment)


def outlook_on(tx: Transaction, order: Order, consignment: Consignment) -> Outlook:
    """The same, once Shopify has told.

    Raises:
        NotAbroadError: It does not leave the country (any more).
    """
    home, destination = check_abroad(tx, order)
    corrections = corrections_for(tx, order.shop_id, [line.sku for line in consignment.lines if line.sku])
    return Outlook(
        order=order,
        home=home,
        destination=destination,
        exporter=find_exporter(tx, order.shop_id),
        declared=declare(consignment.lines, corrections),
        freight=consignment.freight,
        duties=duties_in(destination),
    )


def leaves_country(tx: Transaction, order: Order) -> bool:
    """Whether the order's goods need customs papers."""
    return needs_papers(home_of(tx, order.shop_id), order.ship_country)


def check_abroad(tx: Transaction, order: Order) -> tuple[str, str]:
    """From where to where the order's goods go.

    Raises:
        NotAbroadError: It needs no customs papers.
    """
    home, destination = home_of(tx, order.shop_id), order.ship_country
    if home is None or destination is None or not needs_papers(home, destination):
        raise NotAbroadError("This order does not cross a customs border, so it needs no customs papers.")
    return home, destination
