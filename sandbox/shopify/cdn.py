"""Stand-ins for Shopify's two scripts, put together from their parts, and the admin's own files."""

from __future__ import annotations

import json
from pathlib import Path

from flask import Blueprint, Response, send_from_directory
from flask.typing import ResponseReturnValue

STATIC = Path(__file__).parent / "static"
SCRIPTS = {
    "app-bridge.js": (
        "app_bridge/host.js",
        "app_bridge/requests.js",
        "app_bridge/navigation.js",
        "app_bridge/save_bar.js",
        "app_bridge/elements.js",
        "app_bridge/api.js",
    ),
    "polaris.js": (
        "polaris/known.js",
        "polaris/base.js",
        "polaris/icons.js",
        "polaris/layout.js",
        "polaris/text.js",
        "polaris/actions.js",
        "polaris/chips.js",
        "polaris/page.js",
        "polaris/feedback.js",
        "polaris/fields.js",
        "polaris/choices.js",
        "polaris/choice_list.js",
        "polaris/special_fields.js",
        "polaris/table.js",
        "polaris/overlays.js",
        "polaris/define.js",
    ),
}


def cdn_routes() -> Blueprint:
    """`/cdn/shopifycloud/…` and `/admin-files/…`."""
    routes = Blueprint("cdn", __name__)

    @routes.get("/cdn/shopifycloud/<name>")
    def script(name: str) -> ResponseReturnValue:
        if name not in SCRIPTS:
            return "", 404
        answer = Response(put_together(name), mimetype="text/javascript")
        answer.headers["Cache-Control"] = "no-cache"
        answer.headers["Access-Control-Allow-Origin"] = "*"
        return answer

    @routes.get("/admin-files/<path:name>")
    def admin_file(name: str) -> ResponseReturnValue:
        return send_from_directory(STATIC / "admin", name)

    return routes


def put_together(name: str) -> str:
    """One script of its parts, in a scope of its own."""
    parts = [(STATIC / part).read_text("utf-8") for part in SCRIPTS[name]]
    sheets = {
        path.stem: path.read_text("utf-8") for path in sorted((STATIC / name.removesuffix(".js") / "css").glob("*"))
    }
    if sheets:
        parts.insert(0, f"const STYLE_TEXTS = {json.dumps(sheets)};")
    return "(() => {\n'use strict';\n" + "\n".join(parts) + "\n})();\n"
