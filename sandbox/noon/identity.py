"""Identity: a signed token in, two cookies out."""

from __future__ import annotations

import msgspec
from flask import Blueprint, g, jsonify
from flask.typing import ResponseReturnValue

from sandbox.noon.drafts import Text
from sandbox.noon.gate import read
from sandbox.noon.logins import log_in
from sandbox.noon.world import Noon


class Login(msgspec.Struct):
    """What the login call sends."""

    token: Text
    default_project_code: str = ""


def identity_routes(noon: Noon) -> Blueprint:
    """Login and whoami."""
    identity = Blueprint("identity", __name__, url_prefix="/identity")

    @identity.post("/public/v1/api/login")
    def login() -> ResponseReturnValue:
        draft = read(Login)
        cookies = log_in(noon, draft.token, draft.default_project_code)
        response = jsonify({})
        for name, value in cookies.items():
            # Not Secure: a client on plain http would never send it back.
            response.set_cookie(name, value, path="/", httponly=True)
        return response

    @identity.get("/v1/whoami")
    def whoami() -> ResponseReturnValue:
        account = noon.accounts[g.key_id]
        return jsonify(user_code=account["key_id"][:12], username=account["channel_identifier"])

    return identity
