"""Where an order goes, in the words of the data map: what `disclosures` asks of whoever lets an address leave. Pure."""

from __future__ import annotations

from shopify_app.orders.payload import AddressPart


def mapped(part: AddressPart) -> dict[str, str]:
    """The address by the data map's fields; what is empty is left out. The country is no personal field."""
    city = " ".join(text for text in (part.zip, part.city, part.province_code) if text)
    lines = ", ".join(text for text in (part.address1, part.address2, city) if text)
    told = {
        "ship_to_name": part.name,
        "ship_to_company": part.company,
        "ship_to_address": lines,
        "ship_to_phone": part.phone,
    }
    return {name: text for name, text in told.items() if text}
