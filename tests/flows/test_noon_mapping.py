"""noon's SKUs and warehouses are paired with the shop's: by themselves, by hand, by file."""

from __future__ import annotations

import re

import requests
from sqlalchemy import select

from shopify_app.noon.mapping.models import NoonSku, NoonWarehouse
from tests.flows.conftest import Connected
from tests.product import Product


def state_of(connected: Connected, sku: str) -> tuple[str, str, str | None]:
    with connected.product.runtime.snapshot() as tx:
        chosen = select(NoonSku).where(NoonSku.shop_id == connected.shop_id, NoonSku.sku == sku)
        row = tx.session.scalars(chosen).one()
        return row.state, row.how, row.title


def post(connected: Connected, path: str, files: object = None, **form: str) -> requests.Response:
    return connected.product.call("POST", path, connected.shop, data=form, files=files)


def order_of(connected: Connected, *skus: str) -> None:
    connected.noon.create_order(items=[{"partner_sku": sku} for sku in skus])
    connected.settle()


def test_skus_are_found_by_sku_or_barcode_and_the_rest_is_asked_for(connected: Connected, product: Product) -> None:
    make = product.sandbox.make_product
    make(connected.shop, title="Bowl", variants=[{"sku": "BOWL-24", "price": "10"}])
    make(connected.shop, title="Oil", variants=[{"sku": "OIL", "price": "10", "barcode": "6281000000012"}])
    for title in ("Tray", "Other tray"):
        make(connected.shop, title=title, variants=[{"sku": "TRAY", "price": "10"}])
    order_of(connected, "bowl-24", "6281000000012", "TRAY", "O'NEIL \\ x")

    assert state_of(connected, "bowl-24")[:2] == ("mapped", "sku")
    assert state_of(connected, "6281000000012")[:2] == ("mapped", "barcode")
    assert state_of(connected, "TRAY")[0] == "ambiguous"
    assert state_of(connected, "O'NEIL \\ x")[0] == "unknown"
    page = product.call("GET", "/noon/mapping", connected.shop).text
    assert "2 SKUs of noon" in page
    assert page.index("TRAY") < page.index("bowl-24")
    assert "2 to pair" in product.call("GET", "/noon", connected.shop).text

    assert post(connected, "/noon/mapping/skus", sku="TRAY", look_for="BOWL-24").ok
    assert post(connected, "/noon/mapping/skus", sku="O'NEIL \\ x", not_sold="on").ok
    product.settle()
    assert state_of(connected, "TRAY") == ("mapped", "hand", "Bowl - Default Title")
    assert state_of(connected, "O'NEIL \\ x")[0] == "ignored"
    assert post(connected, "/noon/mapping/skus", sku="NEVER", look_for="X").status_code == 404
    assert post(connected, "/noon/mapping/skus", sku="TRAY").status_code == 400


def test_a_file_is_taken_over_whole_or_not_at_all(connected: Connected, product: Product) -> None:
    product.sandbox.make_product(connected.shop, title="Bowl", variants=[{"sku": "BOWL-24", "price": "10"}])
    bad = {"file": ("pairs.csv", b"noon_sku,shopify_sku\nN1,BOWL-24\n,X\n", "text/csv")}
    refused = post(connected, "/noon/mapping/file", files=bad)
    assert (refused.status_code, "Line 3" in refused.json()["error"]) == (400, True)
    taken = post(connected, "/noon/mapping/file", files=bad, anyway="on")
    assert "1 pairs taken over, 1 lines left out" in taken.json()["message"]
    product.settle()
    assert state_of(connected, "N1")[:2] == ("mapped", "file")

    saved = post(connected, "/noon/mapping/export")
    assert saved.content.decode("utf-8-sig").splitlines()[1] == "N1,BOWL-24,Paired,Bowl - Default Title"
    assert post(connected, "/noon/mapping/file", files={"file": ("again.csv", saved.content, "text/csv")}).ok


def test_a_warehouse_gets_a_location_of_the_shop_and_codes_are_tried_with_noon(
    connected: Connected, product: Product
) -> None:
    page = product.call("GET", "/noon/mapping/warehouses", connected.shop).text
    location = re.findall(r'<s-option value="(\d+)"', page)[0]
    code = connected.noon.warehouses()[0]["warehouse_code"]
    assert post(connected, "/noon/mapping/warehouses", code=code, location=location).ok
    assert post(connected, "/noon/mapping/warehouses", code=code, location="1").status_code == 400
    assert post(connected, "/noon/mapping/warehouses", code="W-NONE", location=location).status_code == 400
    with product.runtime.snapshot() as tx:
        rows = tx.session.scalars(select(NoonWarehouse).where(NoonWarehouse.shop_id == connected.shop_id)).all()
    assert [(row.code, str(row.shopify_location_id)) for row in rows] == [(code, location)]

    refused = post(connected, "/noon/warehouses", warehouses=f"{code}, WRONG")
    assert (refused.status_code, "WRONG" in refused.json()["error"]) == (400, True)
    assert post(connected, "/noon/warehouses", warehouses=code).ok
