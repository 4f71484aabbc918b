"""Stock figures: a batch always answers 200, and each of its items has a status of its own."""

from __future__ import annotations

from typing import Any

from sandbox.noon.answers import NoonError, status_of
from sandbox.noon.drafts import StockItem, StockItems
from sandbox.noon.projects import own_warehouse
from sandbox.noon.world import Noon


def update_stock(noon: Noon, draft: StockItems, project_code: str) -> list[dict[str, Any]]:
    """Set absolute figures; what an item leaves out stays as it was.

    Raises:
        NoonError: The batch is larger than the cap.
    """
    _check_size(noon, draft)
    with noon.store.lock:
        answers = [_answer(item, _judged(noon, item, project_code, _set_one)) for item in draft.items]
        noon.changed()
        return answers


def list_stock(noon: Noon, draft: StockItems, project_code: str) -> list[dict[str, Any]]:
    """The last figures that the integration sent; orders do not lower them.

    Raises:
        NoonError: The batch is larger than the cap.
    """
    _check_size(noon, draft)
    with noon.store.lock:
        answers = []
        for item in draft.items:
            status = _judged(noon, item, project_code, _check_known)
            known = noon.stock.get(_key(item)) if status["status_code"] == "OK" else None
            answers.append(_answer(item, status) | _figures(noon, known))
        return answers


def _check_size(noon: Noon, draft: StockItems) -> None:
    cap = noon.knobs.stock_batch_cap
    if cap and len(draft.items) > cap:
        raise NoonError("INVALID_ARGUMENT", f"at most {cap} items in one call", "items")


def _judged(noon: Noon, item: StockItem, project_code: str, step: Any) -> dict[str, Any]:
    try:
        refusal = noon.knobs.refused_skus.get(item.partner_sku)
        if refusal:
            raise NoonError(refusal, f"{item.partner_sku} was refused", item.partner_sku)
        own_warehouse(noon, project_code, item.warehouse_code)
        if not item.partner_sku:
            raise NoonError("INVALID_ARGUMENT", "partner_sku is missing", "partner_sku")
        step(noon, item)
    except NoonError as error:
        return status_of(error.name, error.message, *error.about)
    return status_of("OK")


def _set_one(noon: Noon, item: StockItem) -> None:
    if item.qty is not None and item.qty < 0:
        raise NoonError("INVALID_ARGUMENT", "qty must not be negative", "qty")
    before = noon.stock.get(_key(item))
    noon.stock[_key(item)] = {
        "qty": item.qty if item.qty is not None else before["qty"] if before else 0,
        "processing_time": item.processing_time or (before["processing_time"] if before else None),
        "stock_updated_at": noon.stamp(),
    }


def _check_known(noon: Noon, item: StockItem) -> None:
    if _key(item) not in noon.stock:
        raise NoonError("NOT_FOUND", f"no stock was ever sent for {item.partner_sku}", item.partner_sku)


def _answer(item: StockItem, status: dict[str, Any]) -> dict[str, Any]:
    return {"warehouse_code": item.warehouse_code, "partner_sku": item.partner_sku, "status": status}


def _figures(noon: Noon, known: Any) -> dict[str, Any]:
    if known is None:
        return {}
    figures = {key: value for key, value in known.items() if value is not None}
    if noon.knobs.integers_as_strings:
        figures["qty"] = str(figures["qty"])
    return figures


def _key(item: StockItem) -> str:
    return f"{item.warehouse_code}/{item.partner_sku}"
