"""Every place that opens personal data is known, with what becomes of them: whatever leaves passes the gate."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.test_architecture import PRODUCT, name_of, nodes_of

OPENERS = frozenset(
    {"open_person", "open_for_work", "open_contact", "open_contacts", "open_destination", "open_details"}
    | {"open_tracking", "open_for"}
)
DISCLOSES = "discloses"
# A new line here says what becomes of what is opened: it is given to somebody, and then through `disclose`; or not.
WAYS = {
    "shopify_app/admin/demands.py": "cut by the demand before anybody sees it; given in disclosures/demands.py",
    "shopify_app/admin/orders.py": "shown to staff, with a purpose, on the trail",
    "shopify_app/disclosures/actions.py": "the gate itself",
    "shopify_app/noon/customers/actions.py": DISCLOSES,
    "shopify_app/people/actions.py": "kept where it was",
    "shopify_app/privacy/gathering.py": "put into the person's report; given in privacy/actions.py",
    "shopify_app/white_label/brands/place_views.py": "shown to staff, on the trail",
    "shopify_app/white_label/brands/views.py": "shown to staff, on the trail",
    "shopify_app/white_label/brands/watching.py": "shown to staff, on the trail",
    "shopify_app/white_label/customs/consigning.py": DISCLOSES,
    "shopify_app/white_label/parcels/actions.py": "compared with what Shopify tells, and kept",
    "shopify_app/white_label/parcels/mailing.py": DISCLOSES,
    "shopify_app/white_label/parcels/message_views.py": "a brand, shown to staff as it greets an invented consignee",
    "shopify_app/white_label/parcels/sealing.py": "kept where it was, or put into the person's report",
    "shopify_app/white_label/parcels/shipping.py": DISCLOSES,
    "shopify_app/white_label/parcels/views.py": "shown to staff, on the trail",
    "shopify_app/white_label/printing/sets.py": "drawn; given in white_label/printing/prints.py",
    "shopify_app/white_label/proofs/actions.py": "an address for a letter; given in white_label/proofs/letters.py",
    "shopify_app/white_label/proofs/letters.py": DISCLOSES,
    "shopify_app/white_label/proofs/views.py": "shown to staff, on the trail",
    "shopify_app/white_label/release/papers.py": "searched and thrown away",
    "shopify_app/wholesale/accounts/actions.py": "kept under another key",
    "shopify_app/wholesale/accounts/syncing.py": DISCLOSES,
    "shopify_app/wholesale/accounts/views.py": "shown to staff, with a purpose, on the trail",
    "shopify_app/wholesale/actions.py": "looked at for a customer's number",
    "shopify_app/wholesale/asking.py": "looked at for whether anything is held",
}
# Where what another file opened is given away.
GIVERS = {
    "shopify_app/disclosures/demands.py",
    "shopify_app/privacy/actions.py",
    "shopify_app/white_label/printing/prints.py",
    *(name for name, why in WAYS.items() if why == DISCLOSES),
}


def calls(path: Path) -> Iterator[str]:
    for node in nodes_of(path):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func).rpartition(".")[2]


def test_every_place_that_opens_personal_data_says_what_becomes_of_them():
    opening = {name_of(path) for path in PRODUCT if OPENERS.intersection(calls(path))}

    assert opening == set(WAYS)


def test_what_is_given_away_passes_the_gate_and_nothing_else_does():
    giving = {name_of(path) for path in PRODUCT if "disclose" in calls(path)}

    assert giving == GIVERS


def test_who_hands_what_was_opened_on_names_a_file_that_gives_it():
    """Else a line of the table would be a mere assertion."""
    named = {f"shopify_app/{found}" for why in WAYS.values() for found in re.findall(r"given in (\S+\.py)", why)}

    assert named
    assert named <= GIVERS


def test_the_register_is_written_by_the_gate_alone():
    writers = {
        name_of(path)
        for path in PRODUCT
        for node in nodes_of(path)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Disclosure"
    }

    assert writers == {"shopify_app/disclosures/actions.py"}


def test_a_letter_to_anybody_but_the_shop_is_posted_where_the_gate_is_passed():
    """The shop's own address comes from `contact_of`; who writes to another passes the gate first."""
    posting = {name_of(path) for path in PRODUCT if takes_the_mailer(path)}
    to_the_shop = {name_of(path) for path in PRODUCT if "contact_of" in calls(path)}

    assert posting & to_the_shop
    assert posting - to_the_shop <= GIVERS


def takes_the_mailer(path: Path) -> bool:
    """More than to ask whether a mail server is set."""
    nodes = nodes_of(path)
    asking = {id(node.value) for node in nodes if isinstance(node, ast.Attribute) and node.attr == "can_send"}
    taking = (node for node in nodes if isinstance(node, ast.Call) and id(node) not in asking)
    return any(ast.unparse(argument) == "Mailer" for node in taking for argument in node.args)
