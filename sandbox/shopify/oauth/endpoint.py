"""`POST /<shop>/admin/oauth/access_token`: token exchange, refresh, migration."""

from __future__ import annotations

import hmac
from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from sandbox.faults import strike_before
from sandbox.shopify.oauth import grants
from sandbox.shopify.oauth.grants import GrantRefused
from sandbox.shopify.oauth.id_tokens import BadIdToken, read_id_token
from sandbox.shopify.records import Record
from sandbox.shopify.world import World

EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token"  # noqa: S105  the name of a kind of token
OFFLINE = "urn:shopify:params:oauth:token-type:offline-access-token"
ONLINE = "urn:shopify:params:oauth:token-type:online-access-token"


def token_routes(world: World) -> Blueprint:
    """The token endpoint of every shop."""
    routes = Blueprint("oauth", __name__)

    @routes.post("/<domain>/admin/oauth/access_token")
    def issue_token(domain: str) -> ResponseReturnValue:
        if (struck := strike_before(world.faults, "token")) is not None:
            return struck
        values = request.get_json(silent=True) or request.form.to_dict()
        if not isinstance(values, dict):
            return jsonify(error="invalid_request"), 400
        world.calls.add(domain, "token", "oauth", [str(values.get("grant_type"))], None)
        try:
            with world.store.lock:
                return jsonify(_grant(world, domain, values))
        except GrantRefused as refused:
            return jsonify(error=refused.error, error_description=refused.description), refused.status

    return routes


def _grant(world: World, domain: str, values: dict[str, Any]) -> Record:
    shop = world.shops.get(domain)
    if shop is None:
        raise GrantRefused("not_found", "There is no such shop.", 404)
    _check_client(world, values)
    if not shop["installed"]:
        raise GrantRefused("app_not_installed", "The application is not installed on this shop.")
    grant_type = values.get("grant_type")
    if grant_type == "refresh_token":
        return grants.refresh(world, shop, str(values.get("refresh_token")))
    if grant_type != EXCHANGE:
        raise GrantRefused("unsupported_grant_type", "The grant type is not supported.")
    return _exchange(world, shop, values)


def _check_client(world: World, values: dict[str, Any]) -> None:
    app, given = world.config.app, str(values.get("client_secret", "")).encode()
    known = any(hmac.compare_digest(secret.encode(), given) for secret in app.secrets())
    if values.get("client_id") != app.api_key or not known:
        raise GrantRefused("invalid_client", "The client id or secret is wrong.", 401)


def _exchange(world: World, shop: Record, values: dict[str, Any]) -> Record:
    subject, kind = str(values.get("subject_token", "")), values.get("subject_token_type")
    wanted, expiring = values.get("requested_token_type"), str(values.get("expiring", "0")) == "1"
    if kind == OFFLINE and wanted == OFFLINE and expiring:
        return grants.migrate(world, shop, subject)
    if kind != ID_TOKEN or wanted not in {OFFLINE, ONLINE}:
        raise GrantRefused("invalid_request", "The token types do not go together.")
    try:
        claims = read_id_token(world.config.app, subject, shop["domain"])
    except BadIdToken as error:
        raise GrantRefused("invalid_subject_token", f"The subject token is not valid: {error}.") from error
    if wanted == ONLINE:
        return grants.grant_online(world, shop, _staff(shop, claims))
    return grants.grant_expiring(world, shop) if expiring else grants.grant_lasting(world, shop)


def _staff(shop: Record, claims: dict[str, Any]) -> Record:
    for user in shop["staff"]:
        if str(user["id"]) == claims.get("sub"):
            found: Record = user
            return found
    raise GrantRefused("invalid_subject_token", "The staff member is unknown.")
