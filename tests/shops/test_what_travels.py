"""What of a page's address goes with the browser while its session is fetched anew."""

from __future__ import annotations

import re
from pathlib import Path

from shopify_app.shops.guard import TRAVELS


def test_everything_a_page_is_asked_for_travels_on():
    """Else a list whose session ran out would come back without its filter. The pages' links and forms say what."""
    asked = set()
    for path in (Path(__file__).parents[2] / "shopify_app/templates").rglob("*.html"):
        if path.parent.name != "storefront":
            text = path.read_text("utf-8")
            asked |= set(re.findall(r"[?&](\w+)=", text))
            for form in re.findall(r'<form[^>]*method="get".*?</form>', text, re.DOTALL):
                asked |= set(re.findall(r'<(?:input|select|s-[\w-]+)[^>]*? name="(\w+)"', form))

    assert {"show", "search", "sort", "rising", "amount"} <= asked
    assert asked <= TRAVELS
