"""`python -m bench.documents`: slips a second on one core, with the kept compiler and with a new one for each."""

from __future__ import annotations

import argparse
import io
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median

from PIL import Image, ImageDraw

from shopify_app.core.money import Money
from shopify_app.white_label.documents import slip
from shopify_app.white_label.documents.slip import Paper, packing_slip
from shopify_app.white_label.faces import Address, Brand, Line, Shipment

_TITLES = (
    "Oud Royal · 50 ml",
    "عود ملكي فاخر",
    "Rose Taïf, eau de parfum",
    "Bakhoor burner, brass",
    "شمعة Amber معطرة",
)
_PAGE = 4096


def main() -> None:
    """Print one table for the memory, in a process that did nothing else yet, and one for the speed."""
    options = _options()
    brands = [_brand(number) for number in range(options.brands)]
    print("| slips set | resident MB |\n" + "| --- " * 2 + "|")
    slips = _shipments("en", 8, options.seed + 1)
    for done in range(0, options.memory + 1, max(options.memory // 8, 1)):
        print(f"| {done} | {_resident():.0f} |", flush=True)
        for number in range(max(options.memory // 8, 1)):
            packing_slip(brands[number % len(brands)], next(slips))
    print("\n| slip | compiler | slips | a second a core | p50 ms | p95 ms | kB |\n" + "| --- " * 7 + "|")
    for language in ("en", "ar"):
        for count in options.lines:
            slips = _shipments(language, count, options.seed)
            what = f"{language}, {count} lines"
            kept = _measure(brands, slips, options.slips, lambda: None)
            new = _measure(brands, slips, options.slips // 10, slip._typesetter.cache_clear)
            print(_line(what, "kept", *kept), _line(what, "new each time", *new), sep="\n", flush=True)


def _measure(
    brands: list[Brand], slips: Iterator[Shipment], count: int, before: Callable[[], None]
) -> tuple[int, float, list[float], int]:
    """CPU seconds of all the process's threads, so that others on the machine do not count."""
    took: list[float] = []
    size = 0
    packing_slip(brands[0], next(slips))
    for number in range(count):
        shipment = next(slips)
        began = time.process_time()
        before()
        size = len(packing_slip(brands[number % len(brands)], shipment, Paper.A4))
        took.append((time.process_time() - began) * 1000)
    return count, count / sum(took) * 1000, took, size


def _line(what: str, compiler: str, count: int, rate: float, took: list[float], size: int) -> str:
    late = sorted(took)[int(len(took) * 0.95)]
    return f"| {what} | {compiler} | {count} | {rate:,.0f} | {median(took):.1f} | {late:.1f} | {size // 1000} |"


def _shipments(language: str, lines: int, seed: int) -> Iterator[Shipment]:
    """No two alike, so that nothing of one can be taken for the next."""
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


def _resident() -> float:
    """Of this process now, in megabytes; Linux only."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * _PAGE / 1e6


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Packing slips: speed beside a new compiler for each, and memory.")
    parser.add_argument(
        "--slips", type=int, default=500, help="of each kind with the kept compiler; a tenth with new ones"
    )
    parser.add_argument("--lines", type=lambda text: [int(one) for one in text.split(",")], default=[1, 8, 100])
    parser.add_argument("--brands", type=int, default=5, help="traders who take turns, each with a logo")
    parser.add_argument("--memory", type=int, default=2000, help="slips set while the memory is watched")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
