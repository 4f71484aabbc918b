"""Traders with a logo each, and shipments of which no two are alike: nothing of one can be taken for the next."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from PIL import Image, ImageDraw

from shopify_app.core.money import Money
from shopify_app.white_label.faces import Address, Brand, Line, Shipment

_TITLES = (
    "Oud Royal · 50 ml",
    "عود ملكي فاخر",
    "Rose Taïf, eau de parfum",
    "Bakhoor burner, brass",
    "شمعة Amber معطرة",
)


def brands(count: int) -> list[Brand]:
    """So many traders, each with its own name, colour and logo."""
    return [_brand(number) for number in range(count)]


def shipments(language: str, lines: int, seed: int) -> Iterator[Shipment]:
    """Without end: each with its own number, day, buyer, goods and amounts."""
    chance, number = random.Random(seed), 0
    while True:
        number += 1
        goods = tuple(
            Line(
                f"{chance.choice(_TITLES)} {chance.randrange(10**6)}",
                f"SKU-{chance.randrange(10**6)}",
                chance.randrange(1, 24),
                Money(Decimal(chance.randrange(1000, 500_000)) / 100, "SAR"),
            )
            for _ in range(lines)
        )
        to = Address(f"Buyer {chance.randrange(10**6)}", f"{number} King Fahd Road", "", "12214", "Riyadh", "SA")
        yield Shipment(f"#{number}", date(2026, 1, 1) + timedelta(number % 365), to, goods, language)


def _brand(number: int) -> Brand:
    sender = Address(f"Maison {number}", "King Fahd Road 1423", "", "12214", "Riyadh", "SA")
    colour = f"#{number * 40503 % 0x1000000:06x}"
    brand = Brand(
        f"Maison {number}", "ميزون", colour, sender, "care@maison.example", "Sealed by hand.", shows_prices=True
    )
    return replace(brand, logo=_logo(number))


def _logo(number: int) -> bytes:
    picture = Image.new("RGBA", (900, 300), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    for radius in range(20, 140, 20):
        draw.ellipse(
            (150 - radius, 150 - radius, 150 + radius, 150 + radius), outline=(122, number % 256, 61, 255), width=8
        )
    draw.rectangle((340, 130, 880, 170), fill=(122, 31, number % 256, 255))
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()
