"""Webhook bodies for an app that is not approved for personal data: the same shape, with those entries null."""

from __future__ import annotations

from typing import Any

from sandbox.shopify.records import Record

FULL = 2
_PERSONAL = {
    "address1",
    "address2",
    "contact_email",
    "email",
    "first_name",
    "last_name",
    "latitude",
    "longitude",
    "phone",
    "zip",
}
_PEOPLE = {"customer", "shipping_address", "billing_address", "default_address", "addresses", "destination"}
# The shop's own address is not a customer's, and the privacy topics must say whom they are about.
_EXEMPT = ("app/", "shop/", "customers/data_request", "customers/redact")


def hide_personal_data(topic: str, payload: Record, level: int) -> Record:
    """The payload as an app of this approval level gets it."""
    if level >= FULL or topic.startswith(_EXEMPT):
        return payload
    hidden: Record = _hidden(payload, inside_person=topic.startswith("customers/"))
    return hidden


def _hidden(value: Any, *, inside_person: bool) -> Any:
    if isinstance(value, list):
        return [_hidden(one, inside_person=inside_person) for one in value]
    if not isinstance(value, dict):
        return value
    names = _PERSONAL | ({"name"} if inside_person else set())
    return {
        name: None if name in names else _hidden(part, inside_person=inside_person or name in _PEOPLE)
        for name, part in value.items()
    }
