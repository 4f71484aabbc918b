"""For what the system opens a person's data by itself. Pure; what staff may state is in `access/rules.py`."""

from __future__ import annotations

from collections.abc import Mapping

# Each is a purpose of the published policy (MA-2.2, AH-2): fulfilling what was bought, and telling the person of it.
# A new one is a new line here, so that the whole list can be read.
WORKS: Mapping[str, str] = {
    "papers": "Drawing a parcel's papers and searching them before they leave",
    "parcel": "Telling the carrier or the marketplace where a parcel goes",
    "message": "Writing to the person about what they bought or asked",
    "payment": "Asking for, or matching, a payment of this person",
    "upkeep": "Keeping what another system knows of this person right",
}
