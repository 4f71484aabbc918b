"""GraphQL documents: `*.graphql` files beside the client that sends them, read once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Document:
    """One operation; `name` is that of its file. `repeatable`: sending it twice does no more than once."""

    name: str
    text: str
    repeatable: bool = True


def load_document(module_file: str, name: str, *fragments: str, repeatable: bool = True) -> Document:
    """The document `graphql/<name>.graphql` beside the module, with the fragment files it uses."""
    folder = Path(module_file).parent / "graphql"
    parts = [(folder / f"{part}.graphql").read_text("utf-8") for part in (name, *fragments)]
    return Document(name, "\n".join(parts), repeatable)
