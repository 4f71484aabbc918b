"""A brand's logo on paper: what may be printed, and how large it is."""

from __future__ import annotations

from typing import Any

from shopify_app.white_label.documents.typesetting import LOGO, UnreadableLogoError

_PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
# A picture is unpacked to four bytes a pixel before it is printed.
_MOST_PIXELS, _MOST_BYTES, _LEAST_BYTES = 4000, 16_000_000, 33


def logo_on_paper(logo: bytes | None) -> dict[str, Any] | None:
    """The file's name for a template, and its size in pixels.

    Raises:
        UnreadableLogoError: It is no PNG, or larger than a picture may be.
    """
    if logo is None:
        return None
    if not logo.startswith(_PNG) or len(logo) < _LEAST_BYTES:
        raise UnreadableLogoError("The logo cannot be printed: it is not a PNG. Bring it anew.")
    width, height = (int.from_bytes(logo[at : at + 4]) for at in (16, 20))
    if min(width, height) == 0:
        raise UnreadableLogoError("The logo cannot be printed: it has no pixels. Bring it anew.")
    if max(width, height) > _MOST_PIXELS or len(logo) > _MOST_BYTES:
        raise UnreadableLogoError(
            f"The logo cannot be printed: it has {width} × {height} pixels, {_MOST_PIXELS} at most in either direction."
        )
    return {"file": LOGO, "width": width, "height": height}
