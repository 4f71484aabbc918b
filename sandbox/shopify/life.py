"""A shop at work: every few seconds somebody orders, pays, edits, ships or cancels. For the demo; tests ask for it."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable
from decimal import Decimal

from sandbox.shopify.act import Act
from sandbox.shopify.control.orders import VERBS
from sandbox.shopify.records import Record, Refusal
from sandbox.shopify.seed.history import FIRST_MINIMUM, FOLLOWING_MINIMUM, basket
from sandbox.shopify.state import orders, totals
from sandbox.shopify.state.specs import OrderSpec
from sandbox.shopify.state.statuses import financial_status, fulfillment_orders_of
from sandbox.shopify.world import World

log = logging.getLogger(__name__)
PAUSE = 6.0
MOST_ORDERS = 3_000
Deed = Callable[[Act, random.Random], None]


class Life:
    """The thread behind it; off until started. `speed` 2 is twice as lively."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._dice = random.Random(world.config.seed + 1)
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None
        self.speed = 1.0

    @property
    def is_on(self) -> bool:
        """Whether things happen by themselves."""
        return self._thread is not None

    def start(self, speed: float = 1.0) -> None:
        """Let things happen."""
        self.speed = speed
        if self._thread is None:
            self._wake.clear()
            self._thread = threading.Thread(target=self._run, name="sandbox-life", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Let nothing happen any more."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._wake.set()
            thread.join(timeout=5)

    def live_once(self) -> None:
        """One thing happens in one shop."""
        shops = [domain for domain, shop in self._world.shops.items() if shop["status"] == "open"]
        if not shops:
            return
        # The first shop is the busy one.
        domain = shops[0] if self._dice.random() < 0.8 else self._dice.choice(shops)  # noqa: PLR2004
        deed = self._dice.choices(list(DEEDS), weights=list(DEEDS.values()))[0]
        try:
            with self._world.act(domain, "buyer" if deed in ORDERING else "merchant") as act:
                deed(act, self._dice)
        except Refusal as refusal:
            log.debug("nothing happened: %s", refusal)

    def _run(self) -> None:
        while not self._wake.wait(PAUSE * self._dice.uniform(0.5, 1.5) / self.speed):
            self.live_once()


def order_retail(act: Act, dice: random.Random) -> None:
    """Somebody buys for herself."""
    _place(act, dice, _pick(dice, _people(act.shop, trade=False)), dice.randint(50, 700), "paid")


def order_first(act: Act, dice: random.Random) -> None:
    """A trader's first order, at or above the first minimum."""
    newcomers = [one for one in _people(act.shop, trade=True) if not _has_ordered(act.shop, one)]
    _place(act, dice, _pick(dice, newcomers), FIRST_MINIMUM + dice.randint(0, 2_500), "pending")


def order_following(act: Act, dice: random.Random) -> None:
    """A trader's next order, around the following minimum."""
    known = [one for one in _people(act.shop, trade=True) if _has_ordered(act.shop, one)]
    _place(act, dice, _pick(dice, known), FOLLOWING_MINIMUM + dice.randint(-300, 1_500), "pending")


def order_below(act: Act, dice: random.Random) -> None:
    """A trader orders too little."""
    _place(act, dice, _pick(dice, _people(act.shop, trade=True)), dice.randint(400, 1_500), "pending")


def pay_one(act: Act, dice: random.Random) -> None:
    """A bank transfer arrives."""
    open_ones = [one for one in _recent(act.shop) if financial_status(one) in {"PENDING", "PARTIALLY_PAID"}]
    VERBS["pay"](act, _pick(dice, open_ones), {"gateway": "Bank Deposit"})


def edit_one(act: Act, dice: random.Random) -> None:
    """An order below the first minimum is raised to it."""
    low = [one for one in _recent(act.shop) if "trade" in one["tags"] and _goods(one) < FIRST_MINIMUM]
    VERBS["edit"](act, _pick(dice, low), {"to_amount": str(FIRST_MINIMUM)})


def cancel_one(act: Act, dice: random.Random) -> None:
    """A buyer thinks better of it."""
    VERBS["cancel"](act, _pick(dice, _recent(act.shop)), {})


def ship_one(act: Act, dice: random.Random) -> None:
    """The warehouse ships what is paid and not held."""
    paid = [one for one in _recent(act.shop) if financial_status(one) == "PAID"]
    ready = [one for one in paid if {"OPEN"} == {each["status"] for each in fulfillment_orders_of(act.shop, one)}]
    number = f"SX{dice.randint(10_000, 99_999)}"
    VERBS["fulfill"](act, _pick(dice, ready), {"number": number, "company": "Sample Express"})


DEEDS: dict[Deed, int] = {
    order_retail: 30,
    order_first: 6,
    order_following: 18,
    order_below: 14,
    pay_one: 14,
    edit_one: 6,
    cancel_one: 4,
    ship_one: 8,
}
ORDERING = {order_retail, order_first, order_following, order_below}


def _place(act: Act, dice: random.Random, buyer: Record, worth: int, status: str) -> None:
    if len(act.shop["orders"]) >= MOST_ORDERS:
        raise Refusal("there are enough orders")
    contacts = act.shop["company_contacts"].values()
    companies = {one["company_id"] for one in contacts if one["customer_id"] == buyer["id"]}
    places = [one for one in act.shop["company_locations"].values() if one["company_id"] in companies]
    is_trader = "trade" in buyer["tags"]
    spec = OrderSpec(
        lines=basket(act.shop, dice, Decimal(worth)),
        customer_id=buyer["id"],
        company_location_id=places[0]["id"] if places else None,
        shipping="0" if is_trader else "25",
        financial_status=status,
        gateway="Bank Deposit" if is_trader else "shopify_payments",
        tags=["trade"] if is_trader else [],
    )
    orders.place_order(act, spec)


def _people(shop: Record, *, trade: bool) -> list[Record]:
    everyone = (one for one in shop["customers"].values() if not one["redacted_at"])
    return [one for one in everyone if ("trade" in one["tags"]) == trade]


def _has_ordered(shop: Record, customer: Record) -> bool:
    return any(order["customer_id"] == customer["id"] for order in shop["orders"].values())


def _recent(shop: Record) -> list[Record]:
    newest = list(shop["orders"].values())[-40:]
    return [one for one in newest if not one["cancelled_at"] and not one["closed_at"]]


def _goods(order: Record) -> Decimal:
    return Decimal(totals.subtotal(order, current=True)["shop"])


def _pick(dice: random.Random, choices: list[Record]) -> Record:
    if not choices:
        raise Refusal("there is nobody and nothing to choose from")
    return dice.choice(choices)
