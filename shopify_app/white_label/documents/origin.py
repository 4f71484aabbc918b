"""The exporter's declaration of origin: which goods were made where, without their value. It claims no preference."""

from __future__ import annotations

from shopify_app.white_label.customs_faces import Customs
from shopify_app.white_label.documents.declaring import declared_lines, declared_values
from shopify_app.white_label.documents.sheet import Sheet, column_width


def origin_declaration(customs: Customs) -> bytes:
    """A PDF/A-2b on A4, in English and the language that the destination's customs read. No brand is on it.

    Raises:
        IncompleteCustomsError: Something that the law wants is missing; says what.
        MissingGlyphsError: A text holds letters that no font here has; says which.
    """
    return origin_sheet(customs).pdf()


def origin_sheet(customs: Customs) -> Sheet:
    """The declaration as a sheet, to be printed or shown.

    Raises:
        IncompleteCustomsError: As above.
    """
    lines = declared_lines(customs)
    widths = {name: column_width("", (line[name] for line in lines)) for name in ("number", "hs", "quantity", "net")}
    return Sheet("origin", {**declared_values(customs, "origin"), "lines": lines, "widths": widths})
