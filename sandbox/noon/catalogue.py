"""What drawn orders are made of. Names, places and goods are made up or general; nobody is meant."""

from __future__ import annotations

import random

from sandbox.noon.rows import Customer

CURRENCIES = {"ae": "AED", "sa": "SAR", "eg": "EGP"}

PRICES: dict[str, dict[str, float]] = {
    "TJR-OUD-030": {"AED": 189.0, "SAR": 195.0, "EGP": 2450.0},
    "TJR-OUD-100": {"AED": 449.0, "SAR": 459.0, "EGP": 5890.0},
    "TJR-INC-BRASS": {"AED": 129.5, "SAR": 135.0, "EGP": 1690.0},
    "TJR-DALLAH-L": {"AED": 239.0, "SAR": 245.75, "EGP": 3120.0},
    "TJR-FINJAN-6": {"AED": 89.95, "SAR": 92.0, "EGP": 1180.0},
    "TJR-DATES-1KG": {"AED": 64.25, "SAR": 66.0, "EGP": 840.0},
    "TJR-PRAYER-RUG": {"AED": 149.0, "SAR": 155.5, "EGP": 1950.0},
    "TJR-LANTERN-M": {"AED": 112.1, "SAR": 115.3, "EGP": 1465.0},
    "TJR-BISHT-BLK": {"AED": 899.0, "SAR": 925.0, "EGP": 11800.0},
    "TJR-SOAP-NABLUS": {"AED": 24.99, "SAR": 25.5, "EGP": 325.0},
}

FIRST_NAMES = ("Adnan", "Basma", "Dalal", "Faris", "Hanan", "Idris", "Jumana", "Karim", "Lubna", "Munir", "Rania")
LAST_NAMES = ("Al Warraq", "Al Attar", "Bin Sahra", "Al Nakhil", "Darwazi", "Al Muhit", "Qandil", "Sarraji")
CITIES = {
    "ae": (("Dubai", "Dubai"), ("Al Ain", "Abu Dhabi"), ("Khor Fakkan", "Sharjah")),
    "sa": (("Riyadh", "Riyadh Province"), ("Jeddah", "Makkah Province"), ("Al Khobar", "Eastern Province")),
    "eg": (("Giza", "Giza"), ("Tanta", "Gharbia")),
}


def draw_customer(dice: random.Random, country_code: str) -> Customer:
    """A buyer who does not exist, in a town of the country. Latin script, as noon gives names and towns."""
    city, division = dice.choice(CITIES.get(country_code, CITIES["ae"]))
    return {
        "first_name": dice.choice(FIRST_NAMES),
        "last_name": dice.choice(LAST_NAMES),
        "city": city,
        "administrative_division": division,
    }


def draw_units(dice: random.Random, prices: dict[str, dict[str, float]], currency: str) -> list[tuple[str, float]]:
    """One to four units with their prices, often several of one kind."""
    skus = dice.choices(sorted(prices), k=dice.choice((1, 1, 2)))
    wanted = [dice.choice(skus) for _ in range(dice.choice((1, 1, 2, 2, 3, 4)))]
    return [(sku, price_of(prices, sku, currency)) for sku in sorted(wanted)]


def price_of(prices: dict[str, dict[str, float]], sku: str, currency: str) -> float:
    """The price of a SKU; one it does not know costs 100.0."""
    return prices.get(sku, {}).get(currency, 100.0)
