"""What tests and the demo do to the Shopify stand-in, as methods: one per control route."""

from __future__ import annotations

from typing import Any, cast

import requests

Json = dict[str, Any]
_TIMEOUT = 90


class SandboxError(Exception):
    """The control API refused; the message is its own."""


class ShopifySandbox:
    """A typed client of `/shopify/_control`. Orders, customers and companies are named by their numbers."""

    def __init__(self, base_url: str) -> None:
        self.url = base_url.rstrip("/")
        self._session = requests.Session()

    # The whole world

    def reset(self, seed: int = 7, *, empty: bool = True) -> list[str]:
        """Forget everything and plant the two shops anew; `empty` ones have no people and orders. Their domains."""
        return cast("list[str]", self._post("reset", seed=seed, empty=empty))

    def settle(self, timeout: float = 10) -> bool:
        """Wait until orders are routed, jobs done and every webhook delivered or lost; False: not in time."""
        return bool(self._post("settle", timeout=timeout)["settled"])

    def set_app_url(self, app_url: str) -> None:
        """Where webhooks go and the embedded page comes from."""
        self._post("app", app_url=app_url)

    def rotate_secret(self, current: str, old: str | None = None) -> None:
        """Let the app have another secret, the old one still valid beside it."""
        self._post("secrets", current=current, old=old)

    def id_token(self, shop: str, *, user_id: int | None = None, life: float = 60, **claims: Any) -> str:
        """A fresh id token of a staff member; `claims` replace the usual ones, None leaves one out."""
        return str(self._post("id_tokens", shop=shop, user_id=user_id, life=life, claims=claims)["id_token"])

    def set_cost_scale(self, scale: str) -> None:
        """`logarithmic` (as seen) or `linear` (as published): how connections are costed."""
        self._post("cost_scale", scale=scale)

    def life(self, *, on: bool = True, speed: float = 1) -> Json:
        """Let orders, payments and the rest happen by themselves, or stop it."""
        return self._object("POST", "life", {"on": on, "speed": speed})

    def live_once(self, times: int = 1) -> None:
        """Let so many things happen now."""
        self._post("life/once", times=times)

    # Faults and webhooks

    def fault(self, operation: str, kind: str, **details: Any) -> None:
        """Plan a failure of an operation (a GraphQL operation name, or `token`); see `sandbox.faults.Fault`."""
        self._post("faults", operation=operation, kind=kind, **details)

    def clear_faults(self) -> None:
        """No more failures."""
        self._call("DELETE", "faults")

    def webhooks(self, **knobs: Any) -> Json:
        """Turn knobs (paused, duplicate_every, reorder, delay, corrupt_every, use_old_secret) or the pace."""
        return self._object("POST", "webhooks", knobs)

    def pause_webhooks(self) -> None:
        """Keep deliveries back."""
        self.webhooks(paused=True)

    def resume_webhooks(self) -> None:
        """Send what was kept back."""
        self.webhooks(paused=False)

    def deliveries(self, **wanted: str) -> list[Json]:
        """Webhooks sent, with attempts and parsed `payload`; filters: topic, shop, state, event_id."""
        return self._list("deliveries", wanted)

    def forget_deliveries(self) -> None:
        """Empty the log, and drop what waits."""
        self._call("DELETE", "deliveries")

    def resend(self, delivery_id: str) -> None:
        """Deliver one once more, unchanged."""
        self._post(f"deliveries/{delivery_id}/resend")

    def calls(self, **wanted: str) -> list[Json]:
        """What the app asked, with variables; filters: operation (its name), field (top level), shop."""
        return self._list("calls", wanted)

    def forget_calls(self) -> None:
        """Empty the log of calls."""
        self._call("DELETE", "calls")

    # Shops

    def shops(self) -> list[Json]:
        """All shops, without their tables."""
        return self._list("shops", {})

    def make_shop(self, domain: str, **values: Any) -> Json:
        """A shop with staff, two locations and three plain products, the app installed."""
        return self._object("POST", "shops", {"domain": domain, **values})

    def shop(self, shop: str) -> Json:
        """One shop's settings."""
        return self._object("GET", f"shops/{shop}")

    def change_shop(self, shop: str, /, **values: Any) -> Json:
        """Change settings (name, plan, b2b, …); sends `shop/update`."""
        return self._object("POST", f"shops/{shop}", values)

    def close_shop(self, shop: str, status: str) -> Json:
        """`frozen` (402), `locked` (423) or `open`."""
        return self.change_shop(shop, status=status)

    def records(self, shop: str, table: str) -> list[Json]:
        """All records of a table: customers, orders, fulfillment_orders, metafields, validations, …"""
        return self._list(f"shops/{shop}/records/{table}", {})

    def record(self, shop: str, table: str, number: int | str) -> Json:
        """One record."""
        return self._object("GET", f"shops/{shop}/records/{table}/{number}")

    def metafields(self, shop: str, owner: str, namespace: str | None = None) -> list[Json]:
        """Metafields of a global id."""
        return self._list(f"shops/{shop}/metafields", {"owner": owner, "namespace": namespace})

    def fail_validation(self, shop: str, number: int) -> None:
        """A checkout validation's Function could not run: Shopify tells it in `errorHistory`."""
        self._post(f"shops/{shop}/validations/{number}/fail")

    def uninstall(self, shop: str) -> Json:
        """Remove the app: tokens die, `app/uninstalled` is sent."""
        return self._object("POST", f"shops/{shop}/uninstall", {})

    def reinstall(self, shop: str, scopes: list[str] | None = None) -> Json:
        """Install it again."""
        return self._object("POST", f"shops/{shop}/reinstall", {"scopes": scopes})

    def set_scopes(self, shop: str, scopes: list[str]) -> Json:
        """Grant other scopes; sends `app/scopes_update`."""
        return self._object("POST", f"shops/{shop}/scopes", {"scopes": scopes})

    def expire_tokens(self, shop: str, *, refresh_too: bool = False) -> None:
        """Let access tokens be over now, and if asked refresh tokens too."""
        self._post(f"shops/{shop}/tokens/expire", refresh_too=refresh_too)

    def set_bucket(self, shop: str, points: float) -> Json:
        """Fill or empty the cost bucket."""
        return self._object("POST", f"shops/{shop}/bucket", {"points": points})

    def send_compliance(self, shop: str, topic: str, customer_id: int | None = None, **values: Any) -> Json:
        """Send `customers/data_request`, `customers/redact` (`erase=True`: Shopify forgets too), `shop/redact`."""
        about = {} if customer_id is None else {"customer_id": customer_id}
        return self._object("POST", f"shops/{shop}/compliance", {"topic": topic, **about, **values})

    # People

    def make_customer(self, shop: str, /, **values: Any) -> Json:
        """A customer: first_name, last_name, email, phone, tags, addresses, …"""
        return self._object("POST", f"shops/{shop}/customers", values)

    def change_customer(self, shop: str, number: int, /, **values: Any) -> Json:
        """Change a customer."""
        return self._object("POST", f"shops/{shop}/customers/{number}", values)

    def tag_customer(
        self, shop: str, number: int, /, *, add: list[str] | None = None, remove: list[str] | None = None
    ) -> Json:
        """Add and remove tags."""
        return self._object("POST", f"shops/{shop}/customers/{number}/tags", {"add": add or [], "remove": remove or []})

    def erase_customer(self, shop: str, number: int) -> Json:
        """Shopify erases the customer and sends `customers/redact`."""
        return self._object("POST", f"shops/{shop}/customers/{number}/erase", {})

    def make_company(self, shop: str, /, name: str, **values: Any) -> Json:
        """A company with a location; `customer_id` becomes its contact. Has `locations` and `contacts`."""
        return self._object("POST", f"shops/{shop}/companies", {"name": name, **values})

    def add_company_location(self, shop: str, number: int, /, **values: Any) -> Json:
        """Another location."""
        return self._object("POST", f"shops/{shop}/companies/{number}/locations", values)

    def add_company_contact(self, shop: str, number: int, customer_id: int) -> Json:
        """Another contact."""
        return self._object("POST", f"shops/{shop}/companies/{number}/contacts", {"customer_id": customer_id})

    def make_product(self, shop: str, /, title: str, variants: list[Json], **values: Any) -> Json:
        """A product; variants are `{sku, price, stock, location_id}`."""
        return self._object("POST", f"shops/{shop}/products", {"title": title, "variants": variants, **values})

    # Orders

    def place_order(self, shop: str, /, amount: str | None = None, **values: Any) -> Json:
        """An order by a buyer: `amount` for one line of that price, or `lines`; see `OrderSpec` for the rest."""
        return self._object("POST", f"shops/{shop}/orders", {**({"amount": amount} if amount else {}), **values})

    def orders(self, shop: str) -> list[Json]:
        """All orders with amounts, statuses and fulfilment orders."""
        return self._list(f"shops/{shop}/orders", {})

    def order(self, shop: str, number: int) -> Json:
        """One order."""
        return self._object("GET", f"shops/{shop}/orders/{number}")

    def pay(self, shop: str, number: int, /, **values: Any) -> Json:
        """Pay what is outstanding, or `amount`."""
        return self._verb(shop, number, "pay", values)

    def edit_order(self, shop: str, number: int, /, **values: Any) -> Json:
        """`to_amount="5000"`, or `quantities={line_id: n}` and `add=[{title, price}]`."""
        return self._verb(shop, number, "edit", values)

    def cancel_order(self, shop: str, number: int, /, **values: Any) -> Json:
        """Cancel at once: reason, restock, refund."""
        return self._verb(shop, number, "cancel", values)

    def refund(self, shop: str, number: int, /, lines: list[Json] | None = None, **values: Any) -> Json:
        """Refund lines `{line_item_id, quantity, restock_type}`, or an `amount` alone."""
        return self._verb(shop, number, "refund", {"lines": lines or [], **values})

    def hold(self, shop: str, number: int, /, *, by: str = "merchant", **values: Any) -> Json:
        """Hold all open fulfilment orders as `merchant` or `other app`: reason, notes, handle."""
        return self._verb(shop, number, "hold", {"by": by, **values})

    def release(self, shop: str, number: int, hold_id: int | None = None, *, by: str = "merchant") -> Json:
        """Release every hold, also the app's, or one: as `merchant`, `other app`, or `Shopify`, which names nobody."""
        return self._verb(shop, number, "release", {"by": by} | ({} if hold_id is None else {"hold_id": hold_id}))

    def fulfill(self, shop: str, number: int, /, *, notify: bool = False, **tracking: Any) -> Json:
        """Ship everything; refused while held. `notify`: Shopify mails the customer."""
        return self._verb(shop, number, "fulfill", {"notify": notify, **tracking})

    def retrack(self, shop: str, number: int, /, **tracking: Any) -> Json:
        """Change the tracking of the order's last parcel."""
        return self._verb(shop, number, "retrack", tracking)

    def unfulfill(self, shop: str, number: int) -> Json:
        """Cancel the order's last parcel."""
        return self._verb(shop, number, "unfulfill", {})

    def tag_order(
        self, shop: str, number: int, /, *, add: list[str] | None = None, remove: list[str] | None = None
    ) -> Json:
        """Add and remove tags."""
        return self._verb(shop, number, "tags", {"add": add or [], "remove": remove or []})

    def update_order(self, shop: str, number: int, /, **values: Any) -> Json:
        """Change note, email, phone, tags, shipping_address."""
        return self._verb(shop, number, "update", values)

    def make_draft(self, shop: str, /, **values: Any) -> Json:
        """A draft order; `applied_discount` is `{title, description, value, value_type}`."""
        return self._object("POST", f"shops/{shop}/drafts", values)

    def change_draft(self, shop: str, number: int, /, **values: Any) -> Json:
        """What staff change of it: lines, tags, note, …"""
        return self._object("POST", f"shops/{shop}/drafts/{number}", values)

    def complete_draft(self, shop: str, number: int, /, **values: Any) -> Json:
        """Complete it; the order it became."""
        return self._object("POST", f"shops/{shop}/drafts/{number}/complete", values)

    def _verb(self, shop: str, number: int, verb: str, values: Json) -> Json:
        return self._object("POST", f"shops/{shop}/orders/{number}/{verb}", values)

    def _post(self, path: str, **values: Any) -> Any:
        return self._call("POST", path, json=values)

    def _object(self, method: str, path: str, values: Json | None = None) -> Json:
        return cast("Json", self._call(method, path, json=values))

    def _list(self, path: str, wanted: dict[str, Any]) -> list[Json]:
        return cast("list[Json]", self._call("GET", path, params=wanted))

    def _call(self, method: str, path: str, **how: Any) -> Any:
        answer = self._session.request(method, f"{self.url}/shopify/_control/{path}", timeout=_TIMEOUT, **how)
        if not answer.ok:
            raise SandboxError(f"{method} {path}: {answer.status_code} {answer.text[:500]}")
        return answer.json() if answer.content else None
