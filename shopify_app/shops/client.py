"""The Admin GraphQL client: paced over all workers, and honest about the four levels on which a call can fail.

HTTP status; top-level `errors`; `userErrors` of a mutation; fields that are null because we may not see them. A status
of 200 proves nothing. Source: shopify.dev, GraphQL Admin API.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

import msgspec
import structlog

from shopify_app.core.errors import RemoteError
from shopify_app.core.remote import Answer, Remote
from shopify_app.shops.documents import Document
from shopify_app.shops.pacing import CostBucket
from shopify_app.shops.refusals import Refusal, tell_refusals
from shopify_app.shops.tokens import Access, access_to

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

API_VERSION = "2026-10"
_TRIES = 5
_LONGEST_WAIT = 15.0
_FIRST_COST = 20.0
_UNAUTHORISED = 401
_SHOP_CLOSED = {402: "is frozen", 403: "refuses the app", 404: "does not exist any more", 423: "is locked"}
_ANSWERS = frozenset({_UNAUTHORISED, *_SHOP_CLOSED})
log = structlog.get_logger(__name__)


class ShopClosedError(RemoteError):
    """The shop cannot be reached at all: frozen, locked or gone."""


class GraphqlError(RemoteError):
    """Shopify refused the operation as a whole."""


class UserErrorsError(RemoteError):
    """Shopify understood the mutation and refused what it asks; `codes` are Shopify's own."""

    def __init__(self, operation: str, errors: list[Mapping[str, Any]], sent: Mapping[str, Any]) -> None:
        self.codes = {str(error.get("code")) for error in errors}
        reasons = [Refusal(error.get("code"), error.get("field"), str(error.get("message"))) for error in errors]
        super().__init__(tell_refusals(operation, reasons, sent), temporary=False)


class _Throttled(Exception):
    def __init__(self, wait: float) -> None:
        self.wait = wait


class _Cost(msgspec.Struct, rename="camel"):
    requested_query_cost: float | None = None
    throttle_status: dict[str, Any] | None = None


class _Extensions(msgspec.Struct):
    cost: _Cost | None = None


class _Problem(msgspec.Struct):
    message: str = ""
    extensions: dict[str, Any] = {}
    path: list[str | int] | None = None


class _Reply(msgspec.Struct):
    data: dict[str, Any] | None = None
    errors: list[_Problem] = []
    extensions: _Extensions | None = None


class AdminClient:
    """Runs GraphQL documents in a shop."""

    def __init__(self, runtime: Runtime, remote: Remote) -> None:
        self._runtime, self._remote = runtime, remote
        self._shop_url = runtime.settings.shopify_shop_url
        self._bucket = CostBucket(runtime.redis)
        self._costs: dict[str, float] = {}

    @classmethod
    def build(cls, runtime: Runtime) -> Self:
        """The client under the runtime's settings."""
        remote = Remote(allow_loopback_http=runtime.settings.allow_loopback_http, clock=runtime.clock)
        return cls(runtime, remote)

    def run(self, shop_id: int, document: Document, **variables: Any) -> dict[str, Any]:
        """The operation's `data`. Fields refused to us are null in it, and logged.

        Raises:
            NotInstalledError: No usable access to the shop.
            ShopClosedError: The shop is frozen, locked or gone.
            GraphqlError: The operation as a whole was refused.
            RemoteError: Temporary: no answer, or throttled for longer than we wait here.
        """
        access = access_to(self._runtime, shop_id)
        for _ in range(_TRIES):
            self._pace(access.shop, document)
            try:
                answer = self._post(access, document, variables)
                if answer.status == _UNAUTHORISED:
                    access = access_to(self._runtime, shop_id, refused=access)
                    continue
                return self._data(access.shop, document, variables, answer)
            except _Throttled as throttled:
                if throttled.wait > _LONGEST_WAIT:
                    raise self._busy(throttled.wait) from throttled
                time.sleep(throttled.wait)
        raise self._busy(_LONGEST_WAIT)

    def mutate(
        self, shop_id: int, document: Document, *, accept: frozenset[str] = frozenset(), **variables: Any
    ) -> Any:
        """The payload of a document with one mutation.

        Raises:
            UserErrorsError: The mutation was refused for a reason other than the codes in `accept`.
        """
        (payload,) = self.run(shop_id, document, **variables).values()
        errors = [error for error in (payload or {}).get("userErrors", []) if error.get("code") not in accept]
        if errors:
            raise UserErrorsError(document.name, errors, variables)
        return payload

    def _pace(self, shop: str, document: Document) -> None:
        cost = self._costs.get(document.name, _FIRST_COST)
        deadline = time.monotonic() + _LONGEST_WAIT
        while (wait := self._bucket.take(shop, cost)) > 0:
            if time.monotonic() + wait > deadline:
                raise self._busy(wait)
            time.sleep(wait)

    def _post(self, access: Access, document: Document, variables: Mapping[str, Any]) -> Answer:
        url = f"{self._shop_url.replace('{shop}', access.shop)}/admin/api/{API_VERSION}/graphql.json"
        headers = {"X-Shopify-Access-Token": access.token, "Accept": "application/json"}
        body = {"query": document.text, "variables": variables}
        try:
            return self._remote.call(
                "POST", url, headers=headers, json=body, repeatable=document.repeatable, expected=_ANSWERS
            )
        except RemoteError as error:
            raise GraphqlError(
                str(error), temporary=error.temporary, status=error.status, retry_after=error.retry_after
            ) from error

    def _data(self, shop: str, document: Document, variables: Mapping[str, Any], answer: Answer) -> dict[str, Any]:
        if answer.status in _SHOP_CLOSED:
            raise ShopClosedError(f"The shop {_SHOP_CLOSED[answer.status]}.", temporary=False, status=answer.status)
        self._check_version(answer)
        try:
            reply = msgspec.json.decode(answer.body, type=_Reply)
        except msgspec.DecodeError as error:
            raise GraphqlError("Shopify's answer has an unknown form.", temporary=True) from error
        self._learn_cost(shop, document, reply)
        if reply.errors:
            self._weigh(document, variables, reply)
        if reply.data is None:
            raise GraphqlError("Shopify's answer is empty.", temporary=True)
        return reply.data

    def _weigh(self, document: Document, variables: Mapping[str, Any], reply: _Reply) -> None:
        """Raise unless the errors only explain why some fields are null."""
        codes = {str(problem.extensions.get("code")) for problem in reply.errors}
        if "THROTTLED" in codes:
            raise _Throttled(_refill_seconds(reply))
        if reply.data is not None and codes == {"ACCESS_DENIED"} and all(problem.path for problem in reply.errors):
            log.warning("fields_refused", document=document.name, paths=[problem.path for problem in reply.errors])
            return
        reasons = [Refusal(problem.extensions.get("code"), problem.path, problem.message) for problem in reply.errors]
        temporary = "INTERNAL_SERVER_ERROR" in codes
        raise GraphqlError(tell_refusals(document.name, reasons, variables), temporary=temporary)

    def _learn_cost(self, shop: str, document: Document, reply: _Reply) -> None:
        cost = reply.extensions.cost if reply.extensions else None
        if cost is None:
            return
        if cost.requested_query_cost is not None:
            self._costs[document.name] = cost.requested_query_cost
        if cost.throttle_status is not None:
            self._bucket.learn(shop, cost.throttle_status)

    def _check_version(self, answer: Answer) -> None:
        served = answer.headers.get("X-Shopify-API-Version")
        if served is not None and served != API_VERSION:
            log.warning("api_version_fell_forward", asked=API_VERSION, served=served)

    def _busy(self, wait: float) -> RemoteError:
        return RemoteError("Shopify asks us to slow down.", temporary=True, status=429, retry_after=wait)


def _refill_seconds(reply: _Reply) -> float:
    cost = reply.extensions.cost if reply.extensions else None
    status = (cost.throttle_status if cost else None) or {}
    missing = float((cost.requested_query_cost if cost else None) or _FIRST_COST) - float(
        status.get("currentlyAvailable", 0)
    )
    return max(0.1, missing / float(status.get("restoreRate") or 50))
