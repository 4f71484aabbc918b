"""The data map is complete: a personal field that is not on it cannot be stored (promises AL-1, MA-2.4)."""

from __future__ import annotations

import pytest

from shopify_app.core.columns import SealedType
from shopify_app.core.db import Base
from shopify_app.privacy.data_map import CATEGORIES, MappedField, data_map

# Wrapped keys, and what is emptied once handled: sealed, and not about any one person.
NOT_PERSONAL = {("keys", "wrapped"), ("people", "wrapped_key"), ("inbox", "payload")}


@pytest.mark.parametrize("mapped", data_map(), ids=lambda mapped: f"{mapped.table}.{mapped.field.name}")
def test_every_field_says_what_it_is_for_on_what_ground_and_until_when(mapped: MappedField):
    assert mapped.field.category in CATEGORIES
    assert mapped.field.purpose
    assert mapped.field.legal_basis
    assert mapped.field.retention


def test_the_map_names_what_is_kept_of_a_person():
    named = {mapped.field.name for mapped in data_map()}

    assert {"name", "email", "phone", "ship_to_name", "ship_to_address", "ship_to_phone"} <= named


def test_every_sealed_column_is_personal_a_secret_or_a_key():
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, SealedType) and (table.name, column.name) not in NOT_PERSONAL:
                assert ("personal" in column.info) != ("secret" in column.info), f"{table.name}.{column.name}"


def test_no_column_keeps_readable_what_names_a_person():
    """By the usual names of such columns."""
    telling = {"email", "mail", "phone", "first_name", "last_name", "address", "address1", "city", "zip", "birthday"}
    found = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.name in telling and not isinstance(column.type, SealedType)
    }

    assert found == set()


def test_every_personal_column_can_be_emptied():
    for mapped in data_map():
        assert Base.metadata.tables[mapped.table].columns[mapped.column].nullable
