"""The routes of stock figures and of the warehouse list."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from sandbox.noon.answers import NoonError
from sandbox.noon.drafts import ListWarehouses, StockItems
from sandbox.noon.gate import project, read
from sandbox.noon.projects import warehouses_of
from sandbox.noon.stock import list_stock, update_stock
from sandbox.noon.world import Noon

WAREHOUSE_PAGE = 500
HIDDEN = ("project_code", "country_code")


def shelf_routes(noon: Noon) -> Blueprint:
    """`/stock` and the warehouse list, whose prefix noon's users report in two spellings."""
    shelves = Blueprint("shelves", __name__)

    @shelves.post("/stock/v1/stock-update")
    def update() -> ResponseReturnValue:
        return jsonify(items=update_stock(noon, read(StockItems), project()))

    @shelves.post("/stock/v1/stock-list")
    def list_figures() -> ResponseReturnValue:
        return jsonify(items=list_stock(noon, read(StockItems), project()))

    @shelves.post("/warehouse_platform/v1/warehouses/list")
    @shelves.post("/warehouse-platform/v1/warehouses/list")
    def list_warehouses() -> ResponseReturnValue:
        if not request.path.startswith(f"/{noon.knobs.warehouse_prefix}/"):
            raise NotFound
        return jsonify(_warehouse_page(noon, read(ListWarehouses)))

    return shelves


def _warehouse_page(noon: Noon, draft: ListWarehouses) -> dict[str, Any]:
    token = draft.next_token or "0"
    if not token.isdecimal():
        raise NoonError("INVALID_ARGUMENT", "next_token is not valid", "next_token")
    wanted = draft.filters.fulfillment_system_code
    with noon.store.lock:
        rows = [row for row in warehouses_of(noon, project()) if wanted in (None, row["fulfillment_system_code"])]
    start = int(token)
    end = start + WAREHOUSE_PAGE
    page = [{key: value for key, value in row.items() if key not in HIDDEN} for row in rows[start:end]]
    return {"warehouses": page, "next_token": str(end) if end < len(rows) else ""}
