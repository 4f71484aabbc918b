"""What we ask of Shopify about the checkout: the Function switched on in a shop, and the two configurations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from shopify_app.shops.client import AdminClient
from shopify_app.shops.documents import load_document

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

CHECKOUT_RULES = load_document(__file__, "checkout_rules")
# Repeated, it would switch the Function on twice, and a buyer would read the refusal twice.
CHECKOUT_RULE_CREATE = load_document(__file__, "checkout_rule_create", repeatable=False)
CHECKOUT_RULE_UPDATE = load_document(__file__, "checkout_rule_update")
CONFIGURATION_SET = load_document(__file__, "configuration_set")
THEME_CONFIGURATION = load_document(__file__, "theme_configuration")

# In extensions/order-minimum/shopify.extension.toml.
FUNCTION = "order-minimum"
TITLE = "Order minimum for traders"
_OF_FUNCTION = {"namespace": "$app", "key": "minimums", "type": "json"}
# On the installation, where no other app and nobody in the admin can write, and from where Liquid reads it.
_OF_THEME = {"namespace": "tajir", "key": "minimums", "type": "json"}


@dataclass(frozen=True, slots=True)
class CheckoutRule:
    """The Function as switched on in a shop. `failing_since`: it could not run, as Shopify tells."""

    gid: str
    enabled: bool
    blocks_on_failure: bool
    configuration: str | None
    written_at: datetime | None
    failing_since: datetime | None


@dataclass(frozen=True, slots=True)
class ThemeConfiguration:
    """What the theme's block reads, and the gid of the installation that carries it."""

    installation_gid: str
    configuration: str | None
    written_at: datetime | None


class CheckoutClient:
    """The checkout Function and the configurations in the Admin API."""

    def __init__(self, admin: AdminClient, api_key: str) -> None:
        self._admin, self._api_key = admin, api_key

    @classmethod
    def build(cls, runtime: Runtime) -> Self:
        """On the process's Admin client."""
        return cls(runtime.client(AdminClient), runtime.settings.shopify_api_key)

    def find_rule(self, shop_id: int) -> CheckoutRule | None:
        """Our Function where it was switched on, even if it is off now; other apps' are passed over."""
        nodes = self._admin.run(shop_id, CHECKOUT_RULES)["validations"]["nodes"]
        ours = {"handle": FUNCTION, "appKey": self._api_key}
        return next((_rule(node) for node in nodes if node["shopifyFunction"] == ours), None)

    def switch_on(
        self, shop_id: int, rule: CheckoutRule | None, configuration: str, *, blocks_on_failure: bool
    ) -> None:
        """Let the Function judge carts under this configuration.

        Raises:
            UserErrorsError: Shopify refuses; the codes say why.
        """
        metafields = [{**_OF_FUNCTION, "value": configuration}]
        wanted = {"title": TITLE, "enable": True, "blockOnFailure": blocks_on_failure, "metafields": metafields}
        if rule is None:
            self._admin.mutate(shop_id, CHECKOUT_RULE_CREATE, validation={**wanted, "functionHandle": FUNCTION})
        else:
            self._admin.mutate(shop_id, CHECKOUT_RULE_UPDATE, id=rule.gid, validation=wanted)

    def switch_off(self, shop_id: int, rule: CheckoutRule) -> None:
        """Let every cart pass. What is not said would fall back to its default, so all of it is said."""
        wanted = {"title": TITLE, "enable": False, "blockOnFailure": rule.blocks_on_failure}
        self._admin.mutate(shop_id, CHECKOUT_RULE_UPDATE, id=rule.gid, validation=wanted)

    def theme_configuration(self, shop_id: int) -> ThemeConfiguration:
        """What the theme's block reads now."""
        found = self._admin.run(shop_id, THEME_CONFIGURATION)["currentAppInstallation"]
        return ThemeConfiguration(found["id"], *_written(found["metafield"]))

    def configure_rule(self, shop_id: int, rule: CheckoutRule, configuration: str) -> None:
        """Give the Function a new configuration."""
        self._set(shop_id, {**_OF_FUNCTION, "ownerId": rule.gid, "value": configuration})

    def configure_theme(self, shop_id: int, installation_gid: str, configuration: str) -> None:
        """Give the theme's block a new configuration."""
        self._set(shop_id, {**_OF_THEME, "ownerId": installation_gid, "value": configuration})

    def _set(self, shop_id: int, metafield: Mapping[str, str]) -> None:
        self._admin.mutate(shop_id, CONFIGURATION_SET, metafields=[metafield])


def _rule(node: Mapping[str, Any]) -> CheckoutRule:
    failing = node["errorHistory"]
    return CheckoutRule(
        node["id"],
        node["enabled"],
        node["blockOnFailure"],
        *_written(node["metafield"]),
        failing_since=datetime.fromisoformat(failing["errorsFirstOccurredAt"]) if failing else None,
    )


def _written(metafield: Mapping[str, str] | None) -> tuple[str | None, datetime | None]:
    if metafield is None:
        return None, None
    return metafield["value"], datetime.fromisoformat(metafield["updatedAt"])
