"""Moroccan goods. Titles in two scripts, as the shop would have them; prices in riyal."""

from __future__ import annotations

from sandbox.shopify.records import Record

# title, SKU, price, grams, kept at the second location, harmonised code
_GOODS = (
    ("Hammered brass lantern · فانوس نحاسي مطروق", "LANTERN-BRASS", "320.00", 2400, False, "940550"),
    ("Leather pouf, tan · بوف جلد طبيعي", "POUF-TAN", "410.00", 3100, True, "940161"),
    ("Painted tagine, large · طاجين ملون كبير", "TAGINE-L", "145.00", 3600, False, "691200"),
    ("Tea glasses, set of six · طقم كؤوس شاي", "TEAGLASS-6", "95.00", 900, False, "701337"),
    ("Silvered teapot · براد شاي مفضض", "TEAPOT-SIL", "280.00", 1200, False, "741810"),
    ("Zellige tray · صينية زليج", "TRAY-ZELLIGE", "365.00", 2800, True, "690790"),
    ("Beni-style wool rug, 2 × 3 m · سجادة صوف", "RUG-BENI-23", "1900.00", 9500, True, "570242"),
    ("Woven palm basket · سلة سعف", "BASKET-PALM", "75.00", 650, False, "460219"),
    ("Argan oil, 100 ml · زيت أركان", "ARGAN-100", "88.00", 180, False, "151590"),
    ("Black soap with rose · صابون بلدي بالورد", "SOAP-ROSE", "45.00", 260, False, "340111"),
    ("Cedar box, inlaid · صندوق أرز مطعم", "BOX-CEDAR", "230.00", 1100, True, "442090"),
    ("Babouche slippers · بلغة جلد", "BABOUCHE-N", "120.00", 400, False, "640359"),
    ("Ceramic bowls, set of four · زبديات خزف", "BOWLS-4", "160.00", 2200, False, "691200"),
    ("Thuya wood chess · شطرنج خشب العرعار", "CHESS-THUYA", "540.00", 2700, True, "950490"),
)
_PLAIN = (
    ("Sample small", "SMALL", "100.00"),
    ("Sample medium", "MEDIUM", "250.00"),
    ("Sample large", "LARGE", "1000.00"),
)


def moroccan_goods(locations: list[int], factor: float = 1) -> list[Record]:
    """Products for `add_product`; `factor` turns riyal into another currency."""
    return [
        {
            "title": title,
            "handle": sku.lower(),
            "vendor": "Atlas ateliers",
            "product_type": "Home",
            "tags": ["handmade"],
            "variants": [
                {
                    "sku": sku,
                    "price": f"{round(float(price) * factor, 2):.2f}",
                    "cost": f"{round(float(price) * factor * 0.45, 2):.2f}",
                    "grams": grams,
                    "hs_code": code,
                    "stock": 400,
                    "barcode": f"200000000{index:03d}0",
                    "location_id": locations[1] if second else locations[0],
                }
            ],
        }
        for index, (title, sku, price, grams, second, code) in enumerate(_GOODS, start=1)
    ]


def plain_goods() -> list[Record]:
    """Three products with round prices, for shops that a test makes."""
    return [
        {"title": title, "variants": [{"sku": sku, "price": price, "stock": 10_000}]} for title, sku, price in _PLAIN
    ]
