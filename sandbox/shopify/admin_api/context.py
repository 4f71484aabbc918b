"""What every resolver knows about the call it works for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

from graphql import GraphQLResolveInfo

from sandbox.shopify.act import Act
from sandbox.shopify.records import Record


@dataclass
class Call:
    """One call of the app."""

    act: Act
    scopes: frozenset[str]
    user_id: int | None = None
    bulk: bool = False
    """Inside a bulk operation connections have no pages."""
    search_warnings: list[Record] = field(default_factory=list)

    @property
    def shop(self) -> Record:
        """The shop it is about."""
        return self.act.shop

    def may(self, scope: str) -> bool:
        """Whether a scope was granted; writing includes reading."""
        return scope in self.scopes or scope.replace("read_", "write_", 1) in self.scopes


Info: TypeAlias = "GraphQLResolveInfo[Call]"


def call_of(info: Info) -> Call:
    """The call a resolver works for."""
    return info.context


def shop_of(info: Info) -> Any:
    """The shop a resolver works for."""
    return info.context.shop
