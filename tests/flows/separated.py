"""Two shops; in one of them two traders. Whatever is theirs holds a word that stands nowhere else."""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
import re
import time
import uuid
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import requests
from PIL import Image
from sqlalchemy import select

from shopify_app.orders.models import Order
from shopify_app.shops.actions import get_shop
from shopify_app.wholesale.accounts import actions as accounts
from shopify_app.wholesale.accounts.applications import read_form
from tests.conftest import SECRET
from tests.flows.test_brand_proofs import Trader as Reader
from tests.flows.test_privacy_requests import unlock
from tests.product import PATIENCE, Product
from tests.white_label.test_customs_rules import IDENTITY

LANGUAGES = ("en", "ar", "fr", "nb")
# Without L: with the alif that follows each letter it becomes one sign, which a paper's text tells in either order.
_LETTERS = "bdfgkmnrstz"
_ARABIC = dict(zip(_LETTERS, "بدفجكمنرستز", strict=True))


def new_word() -> tuple[str, str]:
    """A word that nobody has used before, in Latin and in Arabic letters."""
    letters = [_LETTERS[int(one, 16) % len(_LETTERS)] for one in uuid.uuid4().hex[:9]]
    return "a".join(letters), "ا".join(_ARABIC[one] for one in letters)


@dataclass
class House:
    """A trader of a shop: their word is in everything they have."""

    shop: str
    colour: str
    price: str
    languages: tuple[str, ...] = ("en",)
    word: str = ""
    arabic: str = ""
    customer: int = 0
    account_id: int = 0
    brand: str = ""
    orders: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    reader: Reader | None = None

    def __post_init__(self) -> None:
        self.word, self.arabic = new_word()

    @property
    def words(self) -> tuple[str, ...]:
        """By what anybody would know them, and how much they buy."""
        return self.word, self.arabic, self.price, f"{int(self.price[:-3]):,}{self.price[-3:]}"

    @property
    def name(self) -> str:
        """The brand's name."""
        return f"Maison {self.word.title()}"

    @property
    def mail(self) -> str:
        """Where the trader reads mail."""
        return f"trader@{self.word}.example"

    @property
    def consignees_mail(self) -> str:
        """Where those read mail who get the trader's parcels."""
        return f"consignee@{self.word}-home.example"

    @property
    def profile(self) -> dict[str, str]:
        """The brand, as its form takes it."""
        word = self.word.title()
        where = {"street": f"1 {word} Street", "city": word, "zip": "11564", "country": "SA"}
        messages = {f"message_{language}": f"{word} {language} {self.arabic}" for language in LANGUAGES}
        return {
            "name": self.name,
            "name_ar": f"دار {self.arabic}",
            "colour": self.colour,
            "message": word,
            "email": f"hello@{self.word}.example",
            "website": f"{self.word}.example",
            **where,
            **messages,
            "returns_street": f"2 {word} Road",
            "returns_city": word,
            "returns_country": "SA",
        }

    @property
    def address(self) -> dict[str, str]:
        """Where the trader's parcels go."""
        word = self.word.title()
        names = {"first_name": f"Omar {word}", "last_name": f"من {self.arabic}", "phone": "+966500000177"}
        return {**names, "address1": f"7 {word} Lane", "city": word, "zip": "21442", "country_code": "SA"}

    def logo(self) -> bytes:
        """All of one colour."""
        out = io.BytesIO()
        Image.new("RGB", (600, 300), self.colour).save(out, "PNG")
        return out.getvalue()


class Street:
    """Lets houses move in: brand, proof, stock, orders, parcels, papers, questions of courts."""

    def __init__(self, product: Product) -> None:
        self.product, self.sandbox = product, product.sandbox
        self._tokens: dict[str, tuple[float, str]] = {}

    def open_shop(self) -> tuple[str, str]:
        """A new shop that works with the app; its address, and the word in all its names."""
        word, _ = new_word()
        domain = f"{word}.myshopify.com"
        known = {"name": f"{word.title()} Workshop", "web_domain": f"www.{word}-store.example"}
        mails = {"contact_email": f"hello@{word}.example", "email": f"owner@{word}.example"}
        self.sandbox.make_shop(domain, currency="SAR", **known, **mails)
        self.product.install(domain)
        unlock(self.product, domain)
        self.product.settle()
        told = {**IDENTITY, "legal_name": f"{word.title()} SARL", "street": f"3 {word.title()} Road"}
        self.post(domain, "/white-label/customs", **told)
        return domain, word

    def call(self, method: str, path: str, shop: str, **how: Any) -> requests.Response:
        """A call from the shop's embedded page."""
        made, token = self._tokens.get(shop, (0.0, ""))
        if time.monotonic() - made > 20:
            token = self.sandbox.id_token(shop)
            self._tokens[shop] = (time.monotonic(), token)
        headers = {"Authorization": f"Bearer {token}"}
        how = {"allow_redirects": False, "timeout": PATIENCE, **how}
        return requests.request(method, self.product.url + path, headers=headers, **how)  # noqa: S113

    def post(self, shop: str, path: str, files: Any = None, **form: Any) -> requests.Response:
        """What staff of the shop do, and can."""
        answer = self.call("POST", path, shop, data=form, files=files)
        assert answer.ok, (path, answer.text)
        return answer

    def visit(self, house: House) -> None:
        """A trader who only buys."""
        self._apply(house)
        self._order(house)

    def move_in(self, house: House) -> None:
        """Everything a trader does with a shop, and a shop for a trader."""
        self.visit(house)
        self.product.settle()
        self._know_orders(house)
        self._make_brand(house)
        self.product.settle()
        house.reader = Reader(self.product, house.mail)
        assert house.reader.answer(answer="approve", sure="yes").ok
        self.product.settle()
        self._ship(house)
        self._be_asked(house)
        self.product.settle()

    def _apply(self, house: House) -> None:
        word = house.word.title()
        made = self.sandbox.make_customer(
            house.shop, first_name=word, last_name=house.arabic, email=house.mail, tags=["trade"]
        )
        house.customer = int(made["id"])
        given = {"company": f"{word} Trading", "country": "SA", "contact_name": word, "phone": "+966500000123"}
        registration = f"3{int(hashlib.sha256(house.word.encode()).hexdigest(), 16) % 10**13:013}3"
        application, problems = read_form({**given, "registration": registration, "email": house.mail})
        assert application is not None, problems
        with self.product.runtime.transaction() as tx:
            account_id = accounts.apply(tx, self.shop_id(house.shop), application, house.customer)
        assert account_id is not None
        house.account_id = account_id
        self.post(house.shop, f"/wholesale/traders/{account_id}/approval")

    def _order(self, house: House) -> None:
        word = house.word.title()
        variant = {"sku": f"{word}-1", "price": house.price, "hs_code": "691200", "origin": "MA", "grams": 500}
        made = self.sandbox.make_product(house.shop, title=f"{word} tray", variants=[variant])
        for language in house.languages:
            placed = self.sandbox.place_order(
                house.shop,
                lines=[{"variant_id": int(made["variant_ids"][0]), "quantity": 2, "price": house.price}],
                customer_id=house.customer,
                financial_status="paid",
                shipping_address=house.address,
                locale=language,
                custom_attributes=[{"key": "_gift message", "value": f"From {word}, {house.arabic}"}],
                email=house.consignees_mail,
            )
            house.numbers[language] = int(placed["id"])

    def _know_orders(self, house: House) -> None:
        with self.product.runtime.snapshot() as tx:
            chosen = select(Order.shopify_order_id, Order.id).where(Order.shopify_order_id.in_(house.numbers.values()))
            found = {row[0]: row[1] for row in tx.session.execute(chosen)}
        house.orders = {name: found[number] for name, number in house.numbers.items()}

    def _make_brand(self, house: House) -> None:
        shop, word = house.shop, house.word.title()
        house.brand = str(self.post(shop, f"/white-label/orders/{house.orders['en']}/brand").json()["go"])
        logo = {"logo": ("logo.png", house.logo(), "image/png")}
        self.post(shop, f"{house.brand}/draft", files=logo, **house.profile)
        place = {"destination": "FR", "street": f"2 Rue {word}", "city": word, "country": "FR"}
        self.post(shop, f"{house.brand}/places/new", **place)
        item = {"kind": "box", "name": f"{word} box", "used_by": "parcel", "pieces": "1", "threshold": "9"}
        self.post(shop, f"{house.brand}/stock/items", **item, quantity="8", required="yes")
        self.post(shop, f"{house.brand}/messages", sends="neutral")
        self.post(shop, f"{house.brand}/proofs", language="en", email=house.mail)

    def _ship(self, house: House) -> None:
        order = house.orders["en"]
        page = self.call("GET", f"/white-label/orders/{order}/shipping", house.shop).text
        fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', page))
        fields |= dict(re.findall(r'<s-number-field name="(line-\d+)".*? value="(\d+)"', page))
        tracked = {"number": f"{house.word}-1", "url": f"https://www.aramex.com/track/{house.word}-1"}
        # One of two leaves: papers are still printed for the other.
        fields |= {name: "1" for name in fields if name.startswith("line-")}
        form = {**fields, **tracked, "carrier": "Aramex", "sure": "yes"}
        self.post(house.shop, f"/white-label/orders/{order}/parcels", **form)

    def _be_asked(self, house: House) -> None:
        shop, word = house.shop, house.word.title()
        order = house.orders["en"]
        self.post(shop, "/white-label/runs", orders=str(order), papers="packing-slip")
        for paper in ("invoice", "origin"):
            self.post(shop, f"/white-label/orders/{order}/customs/{paper}", incoterm="DAP", reason="sale")
        wish = {"authority": f"Court of {word}", "reference": f"{word}-77", "country": "SA", "fields": ["email"]}
        name = self.sandbox.order(shop, house.numbers["en"])["name"]
        self.post(shop, "/disclosures/demands", order=name, law=f"Law of {word}", **wish)
        company = {"kind": "carrier", "purpose": "delivery", "country": "SA", "obligation": "Contract"}
        self.post(shop, "/disclosures/recipients", name=f"{word} Express", **company)
        goods = {"sku": f"{word}-2", "hs_code": "691390", "origin": "MA", "grams": "900"}
        self.post(shop, "/white-label/customs/goods", **goods)
        terms = {"first": "3000", "following": "1000", "reason": f"{word} is a gallery"}
        self.post(shop, f"/wholesale/orders/{order}/agreement", **terms)
        out = io.StringIO()
        csv.writer(out).writerows([["email", "company"], [f"new@{house.word}.example", ""]])
        self.post(shop, "/wholesale/imports", files={"file": (f"{word}.csv", out.getvalue().encode())})

    def shop_id(self, shop: str) -> int:
        """Our id of a shop."""
        with self.product.runtime.snapshot() as tx:
            return get_shop(tx, shop).id

    def storefront(self, shop: str, page: str, customer: int, **asked: str) -> requests.Response:
        """A page of the storefront for who is signed in there, as Shopify's app proxy asks for it."""
        query = {"shop": shop, "logged_in_customer_id": str(customer), "path_prefix": "/apps/tajir", **asked}
        query["timestamp"] = str(int(time.time()))
        text = "".join(f"{name}={query[name]}" for name in sorted(query))
        query["signature"] = hmac.digest(SECRET.encode(), text.encode(), hashlib.sha256).hex()
        return requests.get(f"{self.product.url}/proxy/{page}?{urlencode(query)}", timeout=PATIENCE)
