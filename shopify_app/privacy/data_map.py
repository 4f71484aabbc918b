"""The data map: every personal field we may hold, gathered from the columns that declare them (promises AL-1, MA-2.4).

A sealed column is personal only by declaration, and a personal field cannot be stored anywhere else: the types refuse.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from shopify_app.core.columns import PersonalField
from shopify_app.core.db import Base

CATEGORIES = frozenset({"account", "usage", "technical", "payment"})


@dataclass(frozen=True, slots=True)
class MappedField:
    """A personal field and where it lies."""

    table: str
    column: str
    field: PersonalField

    def as_row(self) -> dict[str, object]:
        """For a page or JSON."""
        return {"table": self.table, "column": self.column, **asdict(self.field)}


def data_map() -> list[MappedField]:
    """Every personal field, by table."""
    return [
        MappedField(str(table.name), str(column.name), field)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        for field in column.info.get("personal", ())
    ]
