"""What a person is known by: one spelling for each mailbox and telephone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopify_app.people.rules import EMAIL, NOON_ORDER, PHONE, SHOPIFY_CUSTOMER, Identity, normal_email, normal_phone


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("salma@example.com", "salma@example.com"),
        ("  Salma@Example.COM ", "salma@example.com"),
        ("ＳＡＬＭＡ@example.com", "salma@example.com"),
        ("STRASSE@example.com", "strasse@example.com"),
        ("straße@example.com", "strasse@example.com"),
        ("s.al.ma+trade@example.com", "s.al.ma+trade@example.com"),
        ("سلمى@example.com", "سلمى@example.com"),
        ("no mailbox", None),
        ("", None),
        (None, None),
    ],
)
def test_a_mailbox_has_one_spelling(text: str | None, normal: str | None):
    """Dots and tags stay: not every host ignores them, and joining two people cannot be undone."""
    assert normal_email(text) == normal


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("+966 50 123 4567", "966501234567"),
        ("00966501234567", "966501234567"),
        ("+966-(50)-123.45.67", "966501234567"),
        ("+٩٦٦٥٠١٢٣٤٥٦٧", "966501234567"),
        ("+۹۶۶۵۰۱۲۳۴۵۶۷", "966501234567"),
        ("0501234567", "0501234567"),
        ("00", None),
        ("call me", None),
        ("", None),
        (None, None),
    ],
)
def test_a_telephone_has_one_spelling(text: str | None, normal: str | None):
    assert normal_phone(text) == normal


@given(st.text())
def test_a_normal_form_is_its_own_normal_form(text: str):
    email, phone = normal_email(text), normal_phone(text)

    assert email is None or normal_email(email) in {email, None}
    assert phone is None or phone.isdigit()


def test_the_customer_number_names_a_person_before_mail_and_telephone_do():
    identity = Identity(7, "A@example.com", "+966501234567", "NOON1")

    assert identity.aliases() == [
        (SHOPIFY_CUSTOMER, "7"),
        (EMAIL, "a@example.com"),
        (PHONE, "966501234567"),
        (NOON_ORDER, "NOON1"),
    ]


@pytest.mark.parametrize("identity", [Identity(), Identity(0, "", "", ""), Identity(None, "no mailbox", "none", None)])
def test_nobody_is_known_by_nothing(identity: Identity):
    assert identity.aliases() == []
