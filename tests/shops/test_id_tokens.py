"""An id token proves shop and staff only if every check holds; whatever else comes is refused in one way.

The checks are those of Shopify's own libraries: algorithm, signature, times with ten seconds of leeway, audience,
issuer and destination of one shop, and the three names.
"""

from __future__ import annotations

import base64
import json
import math
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st

from shopify_app.shops.rules import IdToken, InvalidIdTokenError, missing_scopes, parse_shop_domain, verify_id_token

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SECONDS = int(NOW.timestamp())
KEY = "0123456789abcdef0123456789abcdef"
SECRET = "shpss_0123456789abcdef0123456789abcdef"
OLD_SECRET = "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"
SHOP = "desert-rose.myshopify.com"
CLAIMS = {
    "iss": f"https://{SHOP}/admin",
    "dest": f"https://{SHOP}",
    "aud": KEY,
    "sub": "90071992547409931",
    "exp": SECONDS + 60,
    "nbf": SECONDS,
    "iat": SECONDS,
    "jti": "f8912129-1af6-4cad-9ca3-76b0f7621087",
    "sid": "aaea182f2732d44c23057c0fea584021a4485b2bd25d3eb7fd349313ad24c685",
    "sig": "f07cf3740270c17fb61c700b2f0f2e7f2f4fc8cc48426221738f7a39e4c475bf",
}


def token(secret: str = SECRET, algorithm: str = "HS256", **changes: Any) -> str:
    """A token; a claim given as `...` is left out."""
    claims = {name: value for name, value in {**CLAIMS, **changes}.items() if value is not ...}
    return encode({"alg": algorithm, "typ": "JWT"}, claims, secret, algorithm)


def encode(header: dict[str, Any], claims: Any, secret: str, algorithm: str) -> str:
    """Any JSON as a signed token, also claims that PyJWT would refuse to sign."""
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (header, claims)]
    signed = b".".join(parts)
    maker = jwt.get_algorithm_by_name(algorithm)
    signature = maker.sign(signed, maker.prepare_key(secret))
    return b".".join([signed, base64.urlsafe_b64encode(signature).rstrip(b"=")]).decode()


def verify(text: str, *, secrets: tuple[str, ...] = (SECRET,), now: datetime = NOW) -> IdToken:
    return verify_id_token(text, api_key=KEY, secrets=secrets, now=now)


def refuses(text: str, **how: Any) -> bool:
    with pytest.raises(InvalidIdTokenError):
        verify(text, **how)
    return True


def test_a_good_token_proves_shop_staff_and_session():
    proven = verify(token())

    assert proven == IdToken(SHOP, "90071992547409931", str(CLAIMS["sid"]), str(CLAIMS["jti"]))


@pytest.mark.parametrize("name", ["iss", "dest", "aud", "sub", "exp", "nbf", "iat", "jti", "sid"])
def test_every_claim_is_needed(name: str):
    assert refuses(token(**{name: ...}))
    assert refuses(token(**{name: None}))


@pytest.mark.parametrize("name", ["sub", "jti", "sid"])
@pytest.mark.parametrize("value", ["", 7, 90071992547409931, True, ["a"], {"a": 1}])
def test_a_name_is_a_text_that_says_something(name: str, value: Any):
    assert refuses(token(**{name: value}))


@pytest.mark.parametrize("sub", ["9" * 33, "42\0", "\n", "4\u202e2", "\ud800", "4\x1b[2J"])
def test_a_staff_id_that_no_row_could_hold_is_refused(sub: str):
    """It is stored with what the person did: 32 characters, all of them to be shown."""
    assert refuses(token(sub=sub))
    assert verify(token(sub="9" * 32)).staff == "9" * 32


@pytest.mark.parametrize("name", ["jti", "sid"])
@pytest.mark.parametrize("value", ["a\0b", "a\nb", "\ud800"])
def test_a_name_that_cannot_be_shown_is_refused(name: str, value: str):
    assert refuses(token(**{name: value}))


class TestSignature:
    def test_the_secret_being_rotated_out_still_counts(self):
        assert verify(token(OLD_SECRET), secrets=(SECRET, OLD_SECRET)).shop == SHOP

    def test_a_strangers_secret_does_not(self):
        assert refuses(token("a-strangers-secret-of-some-length-00"), secrets=(SECRET, OLD_SECRET))

    def test_without_any_secret_nothing_is_proven(self):
        assert refuses(token(), secrets=())

    @pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
    def test_another_algorithm_is_refused_even_with_the_right_secret(self, algorithm: str):
        assert refuses(token(SECRET * 2, algorithm), secrets=(SECRET * 2,))

    @pytest.mark.parametrize("name", ["none", "None", "NONE", ""])
    def test_an_unsigned_token_is_refused(self, name: str):
        header, claims, _ = token().split(".")
        unsigned = base64.urlsafe_b64encode(json.dumps({"alg": name, "typ": "JWT"}).encode()).rstrip(b"=").decode()

        assert refuses(f"{unsigned}.{claims}.")
        assert refuses(f"{header}.{claims}.")
        assert refuses(f"{header}.{claims}")

    def test_a_token_signed_with_a_key_pair_is_refused(self):
        key = rsa.generate_private_key(65537, 2048)
        text = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()

        assert refuses(jwt.encode(CLAIMS, text, algorithm="RS256"))

    @given(st.integers(min_value=0, max_value=len(token()) - 1), st.sampled_from("AZaz09-_.="))
    def test_one_changed_character_anywhere_is_noticed(self, place: int, char: str):
        good = token()
        changed = good[:place] + char + good[place + 1 :]
        # The last character of a part carries bits that base64 does not use.
        if base64_bytes(changed) == base64_bytes(good):
            assert verify(changed).shop == SHOP
        else:
            assert refuses(changed)


def base64_bytes(text: str) -> list[bytes] | str:
    """What the parts of a token mean, or the text itself where they mean nothing."""
    try:
        return [base64.b64decode(part + "=" * (-len(part) % 4), "-_", validate=True) for part in text.split(".")]
    except ValueError:
        return text


class TestTimes:
    @pytest.mark.parametrize(
        ("late", "good"), [(59, True), (60, True), (69, True), (69.999, True), (70, False), (3600, False)]
    )
    def test_it_ends_with_ten_seconds_of_leeway(self, late: float, good: bool):
        moment = NOW + timedelta(seconds=late)

        assert verify(token(), now=moment) if good else refuses(token(), now=moment)

    @pytest.mark.parametrize(("early", "good"), [(0, True), (10, True), (10.001, False), (60, False)])
    def test_it_begins_with_ten_seconds_of_leeway(self, early: float, good: bool):
        moment = NOW - timedelta(seconds=early)

        assert verify(token(), now=moment) if good else refuses(token(), now=moment)

    @pytest.mark.parametrize("name", ["exp", "nbf", "iat"])
    @pytest.mark.parametrize("value", [str(SECONDS), True, [SECONDS], {}, "soon"])
    def test_a_time_is_a_number(self, name: str, value: Any):
        assert refuses(token(**{name: value}))

    @pytest.mark.parametrize("name", ["exp", "nbf", "iat"])
    @pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
    def test_a_time_is_a_moment_that_comes(self, name: str, value: float):
        """JSON as Python reads it has these too, and a token that ends at NaN would never be over."""
        assert refuses(token(**{name: value}))

    @pytest.mark.parametrize("name", ["exp", "nbf"])
    def test_a_time_of_any_size_is_compared(self, name: str):
        assert refuses(token(**{name: -(10**400) if name == "exp" else 10**400}))


class TestShop:
    @pytest.mark.parametrize("aud", ["another-app", KEY.upper(), f"{KEY} ", "", 7, ["another-app"], {KEY: KEY}])
    def test_a_token_for_another_app_is_refused(self, aud: Any):
        assert refuses(token(aud=aud))

    @pytest.mark.parametrize("aud", [[KEY], [KEY, "another-app"], ["another-app", KEY]])
    def test_a_token_is_for_this_app_alone(self, aud: list[str]):
        assert refuses(token(aud=aud))

    def test_issuer_and_destination_are_one_shop(self):
        assert refuses(token(iss="https://other-shop.myshopify.com/admin"))
        assert refuses(token(dest="https://other-shop.myshopify.com"))

    @pytest.mark.parametrize(
        "dest",
        [
            SHOP,
            f"http://{SHOP}",
            f"https://{SHOP}:443",
            f"https://{SHOP}/path",
            f"https://{SHOP}?a=1",
            f"https://{SHOP}#a",
            f"https://{SHOP}#",
            f"https://{SHOP}?",
            f"https://{SHOP}/",
            f"https://{SHOP}//",
            f"https://{SHOP}\n",
            f"https://{SHOP}\t",
            f"\nhttps://{SHOP}",
            f" https://{SHOP}",
            f"https:///{SHOP}",
            f"HTTPS://{SHOP}",
            f"https://user@{SHOP}",
            f"https://{SHOP}.evil.example",
            f"https://evil.example/{SHOP}",
            f"https://evil.example#{SHOP}",
            "https://myshopify.com",
            "https://.myshopify.com",
            "https://-a.myshopify.com",
            "https://a_b.myshopify.com",
            "https://a.b.myshopify.com",
            "https://désert.myshopify.com",
            "https://[::1",
            "",
            7,
            ["https://desert-rose.myshopify.com"],
        ],
    )
    def test_only_an_exact_shop_address_names_a_shop(self, dest: Any):
        assert refuses(token(dest=dest))
        assert refuses(token(dest=dest, iss=f"{dest}/admin"))

    @pytest.mark.parametrize(
        "after", ["", "/", "/admin/x", "/admin/", "/admin#", "/admin?", "/admin\n", "//admin", "/ADMIN"]
    )
    def test_the_issuer_is_the_shops_admin(self, after: str):
        assert refuses(token(iss=f"https://{SHOP}{after}"))
        assert refuses(token(iss=f"{SHOP}{after}"))

    def test_a_shop_is_told_in_lower_case(self):
        upper = token(dest="https://Desert-Rose.myshopify.com", iss="https://DESERT-ROSE.myshopify.com/admin")

        assert verify(upper).shop == SHOP


class TestAnythingElse:
    """A stranger can send any text at all; the only outcome is a refusal that tells nothing."""

    @given(st.text())
    def test_any_text_is_refused(self, text: str):
        assert refuses(text)

    @given(st.lists(st.text("ABCabc0129-_=", max_size=40), min_size=1, max_size=5).map(".".join))
    def test_anything_of_the_form_of_a_token_is_refused(self, text: str):
        assert refuses(text)

    @given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists, max_leaves=5))
    def test_signed_json_that_is_no_set_of_claims_is_refused(self, claims: Any):
        assert refuses(encode({"alg": "HS256", "typ": "JWT"}, claims, SECRET, "HS256"))

    @given(
        st.sampled_from(sorted(CLAIMS)),
        st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists, max_leaves=5),
    )
    def test_a_signed_claim_of_any_kind_is_taken_or_refused_and_never_an_error(self, name: str, value: Any):
        try:
            assert verify(token(**{name: value})).shop == SHOP
        except InvalidIdTokenError as error:
            assert str(error) in {"The session is not valid.", "The session is over."}

    @given(st.dictionaries(st.text(), st.none() | st.integers() | st.text() | st.lists(st.text()), max_size=4))
    def test_any_header_is_taken_or_refused_and_never_an_error(self, header: dict[str, Any]):
        try:
            assert verify(encode(header, CLAIMS, SECRET, "HS256")).shop == SHOP
        except InvalidIdTokenError as error:
            assert str(error) == "The session is not valid."

    def test_a_token_of_any_length_costs_nothing(self):
        assert refuses("a" * 5000)
        assert refuses(token(sid="s" * 5000))

    def test_the_refusal_does_not_tell_which_check_failed(self):
        with pytest.raises(InvalidIdTokenError) as wrong_secret:
            verify(token("a-strangers-secret-of-some-length-00"))
        with pytest.raises(InvalidIdTokenError) as wrong_app:
            verify(token(aud="another-app"))

        assert str(wrong_secret.value) == str(wrong_app.value)


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("desert-rose.myshopify.com", "desert-rose.myshopify.com"),
        ("Desert-Rose.MyShopify.com", "desert-rose.myshopify.com"),
        ("9.myshopify.com", "9.myshopify.com"),
        ("a" * 61 + ".myshopify.com", "a" * 61 + ".myshopify.com"),
        ("a" * 62 + ".myshopify.com", None),
        ("-a.myshopify.com", None),
        (".myshopify.com", None),
        ("myshopify.com", None),
        ("a.myshopify.com.evil.example", None),
        ("evil.example?a.myshopify.com", None),
        ("a.b.myshopify.com", None),
        ("a_b.myshopify.com", None),
        ("a.myshopify.com/", None),
        ("a.myshopify.com:443", None),
        ("a.myshopify.com\n", None),
        (" a.myshopify.com", None),
        ("a.myshopify.io", None),
        ("aXmyshopify.com", None),
        ("مـتجر.myshopify.com", None),
        ("\N{KELVIN SIGN}.myshopify.com", None),
        ("", None),
        (None, None),
    ],
)
def test_a_shops_domain_is_exactly_a_myshopify_name(text: str | None, domain: str | None):
    assert parse_shop_domain(text) == domain


@pytest.mark.parametrize(
    ("granted", "needed", "missing"),
    [
        ("write_orders", "read_orders", []),
        ("read_orders", "write_orders", ["write_orders"]),
        ("read_orders,write_orders", "write_orders", []),
        ("", "read_orders,write_products", ["read_orders", "write_products"]),
        ("read_customers", "", []),
        ("not a scope!", "read_orders", ["read_orders"]),
    ],
)
def test_writing_a_thing_covers_reading_it(granted: str, needed: str, missing: list[str]):
    assert missing_scopes(granted, needed) == missing
