"""The trimmed schema is a part of the published one, and carries everything in use."""

from __future__ import annotations

from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    NoDeprecatedCustomRule,
    parse,
    validate,
)

from sandbox.shopify.admin_api.engine import admin_schema
from sandbox.shopify.published_schema import read_schema
from sandbox.shopify.schema_use import join_folders
from sandbox.shopify.trim_schema import HERE, find_documents, trim
from tests.published import node_modules


@pytest.fixture(scope="module")
def package() -> Path:
    return node_modules() / "@shopify" / "dev-mcp"


@pytest.fixture(scope="module")
def published(package: Path) -> GraphQLSchema:
    return read_schema(package)


@pytest.mark.parametrize("folder", sorted(join_folders(find_documents())), ids=lambda folder: folder.parts[-2])
def test_every_document_fits_the_trimmed_schema(folder: Path):
    """If this fails for a new document, run `python -m sandbox.shopify.trim_schema node_modules/@shopify/dev-mcp`."""
    assert validate(admin_schema(), parse(join_folders(find_documents())[folder])) == []


def test_every_document_fits_the_published_schema_and_uses_nothing_deprecated(published: GraphQLSchema):
    for text in join_folders(find_documents()).values():
        assert validate(published, parse(text)) == []
        assert validate(published, parse(text), [NoDeprecatedCustomRule]) == []


def test_every_kept_type_is_as_published(published: GraphQLSchema):
    for name, kept in admin_schema().type_map.items():
        if not name.startswith("__"):
            _assert_part_of(kept, published.type_map[name])


def test_the_committed_files_are_what_the_script_makes(package: Path):
    text, _ = trim(package, find_documents())

    assert (HERE / "schema.graphql").read_text("utf-8") == text


def _assert_part_of(kept: GraphQLNamedType, whole: GraphQLNamedType) -> None:
    assert type(kept) is type(whole), kept.name
    if isinstance(kept, GraphQLEnumType) and isinstance(whole, GraphQLEnumType):
        assert set(kept.values) == set(whole.values), kept.name
    if isinstance(kept, GraphQLUnionType) and isinstance(whole, GraphQLUnionType):
        assert {one.name for one in kept.types} <= {one.name for one in whole.types}, kept.name
    if isinstance(kept, GraphQLInputObjectType) and isinstance(whole, GraphQLInputObjectType):
        fields = {name: str(field.type) for name, field in kept.fields.items()}
        assert fields == {name: str(field.type) for name, field in whole.fields.items()}, kept.name
    if isinstance(kept, GraphQLObjectType | GraphQLInterfaceType):
        assert isinstance(whole, GraphQLObjectType | GraphQLInterfaceType)
        for name, field in kept.fields.items():
            published = whole.fields[name]
            assert str(field.type) == str(published.type), f"{kept.name}.{name}"
            arguments = {one: str(argument.type) for one, argument in field.args.items()}
            assert arguments == {one: str(argument.type) for one, argument in published.args.items()}, (
                f"{kept.name}.{name}"
            )
