"""A trader's own mail to the consignee of a parcel: text, HTML and logo. Nothing in it is fetched from anywhere. Pure.

Source: promises MA-7.2 (messages carry the trader's name) and MA-7.3.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, reduce
from operator import add
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from PIL import Image

from shopify_app.core.mail import Letter, Picture, Sender
from shopify_app.core.money import Money
from shopify_app.white_label.documents.colours import text_as_wanted, text_in
from shopify_app.white_label.documents.countries import country_name
from shopify_app.white_label.documents.texts import clean
from shopify_app.white_label.documents.words import ARABIC, amount_in, count_in, spoken
from shopify_app.white_label.faces import Address, Brand, Line
from shopify_app.white_label.parcels.mail_words import mail_words
from shopify_app.white_label.parcels.rules import Tracking

# Twice as fine as it is shown, for screens that show it finer.
_LOGO, _SHOWN = (480, 160), 2
_LONGEST_SUBJECT = 150


@dataclass(frozen=True, slots=True)
class News:
    """What there is to tell of a parcel. `number` is the order's as the consignee may see it."""

    number: str
    to_name: str
    lines: tuple[Line, ...]
    carrier: str
    tracking: Tracking
    language: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """From which address, to whom, and by which mark a repetition is known."""

    sender: str
    to: str
    key: str
    reply_to: str | None = None


def shipping_mail(brand: Brand, news: News, envelope: Envelope) -> Letter:
    """The letter in the trader's name. `brand` is as this consignee sees it: see `Brand.towards`."""
    language = spoken(news.language)
    words = mail_words(language)
    name = clean(brand.name_ar) if language == ARABIC and clean(brand.name_ar) else clean(brand.name)
    picture = _logo(brand.logo) if brand.logo else None
    values = _values(brand, news, envelope, name, language)
    page = values | {"logo": None}
    if picture is not None:
        cid = f"logo@{envelope.sender.rpartition('@')[2]}"
        page |= {"logo": {"cid": cid, "width": picture[1][0] // _SHOWN, "height": picture[1][1] // _SHOWN}}
    return Letter(
        to=envelope.to,
        subject=words["subject"].format(brand=name)[:_LONGEST_SUBJECT],
        text=_text(values),
        key=envelope.key,
        sender=Sender(name, envelope.sender),
        reply_to=envelope.reply_to,
        html=_template().render(page),
        pictures=(Picture("logo", picture[0]),) if picture else (),
        language=language,
    )


def reply_address(brand: Brand) -> str | None:
    """The trader's own mailbox, if the brand names one."""
    given = brand.email or brand.contact
    return given if "@" in given and not set(given) & set(" ,;<>·|") and given.isascii() else None


def _values(brand: Brand, news: News, envelope: Envelope, name: str, language: str) -> dict[str, Any]:
    words = mail_words(language)
    to_name, contact = clean(news.to_name), clean(brand.contact)
    return {
        "language": language,
        "direction": "rtl" if language == ARABIC else "ltr",
        "words": words,
        "brand": name,
        "accent": {
            "fill": brand.colour,
            "text": text_as_wanted(brand.colour, brand.text_colour),
            "ink": text_in(brand.colour),
        },
        "hello": words["hello"].format(name=to_name) if to_name else words["hello_all"],
        "lead": words["lead"].format(number=clean(news.number)),
        "facts": list(_facts(news, words)),
        "links": list(news.tracking.urls),
        **_goods(brand, news, language),
        "message": clean(brand.message),
        "questions": words["answer"]
        if envelope.reply_to
        else words["reach"].format(contact=contact)
        if contact
        else "",
        "sender": _address(replace(brand.sender, name=brand.sender.name or name), language),
        "contact": contact,
    }


def _facts(news: News, words: Any) -> Iterator[tuple[str, str]]:
    if clean(news.carrier):
        yield words["carrier"], clean(news.carrier)
    for number in news.tracking.numbers:
        yield words["number"], clean(number)


def _goods(brand: Brand, news: News, language: str) -> dict[str, Any]:
    prices = [line.price for line in news.lines if line.price is not None]
    shows = brand.shows_prices and bool(prices) and len(prices) == len(news.lines)
    shows = shows and len({price.currency for price in prices}) == 1
    lines = [
        {
            "title": clean(line.title),
            "sku": clean(line.sku),
            "quantity": count_in(language, line.quantity),
            "price": _amount(line.price, language) if shows and line.price else "",
        }
        for line in news.lines
    ]
    if not shows:
        return {"lines": lines, "total": ""}
    totals = [Money(line.price.amount * line.quantity, line.price.currency) for line in news.lines if line.price]
    return {"lines": lines, "total": _amount(reduce(add, totals), language)}


def _amount(money: Money, language: str) -> str:
    return f"{amount_in(language, money)} {money.currency}"


def _address(address: Address, language: str) -> list[str]:
    town = " ".join(part for part in (address.zip, address.city) if part)
    country = country_name(address.country, language) if address.country else ""
    parts = (address.name, address.street, address.more, town, country)
    return [clean(part) for part in parts if clean(part)]


def _text(values: dict[str, Any]) -> str:
    lines = [values["hello"], "", values["lead"], ""]
    lines += [f"{label}: {value}" for label, value in values["facts"]]
    lines += [f"{values['words']['follow']}: {url}" for url in values["links"]]
    lines += ["", f"{values['words']['goods']}:"] if values["lines"] else []
    for line in values["lines"]:
        price = f", {line['price']}" if line["price"] else ""
        lines.append(f"- {line['quantity']} × {line['title']}{price}")
    lines += [f"{values['words']['total']}: {values['total']}"] if values["total"] else []
    for part in (values["message"], values["questions"]):
        lines += ["", part] if part else []
    lines += ["", *values["sender"]]
    lines += [values["contact"]] if values["contact"] else []
    return "\n".join(lines) + "\n"


def _logo(raw: bytes) -> tuple[bytes, tuple[int, int]]:
    """The logo as small as a mail shows it, and its size: drawn anew, so that it holds nothing but its picture."""
    with Image.open(io.BytesIO(raw), formats=("PNG",)) as picture:
        picture.load()
        drawn = picture.convert("RGBA")
    drawn.thumbnail(_LOGO)
    out = io.BytesIO()
    drawn.save(out, "PNG", optimize=True)
    return out.getvalue(), drawn.size


@cache
def _template() -> Any:
    loader = FileSystemLoader(Path(__file__).parent)
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return made.get_template("consignee.html")
