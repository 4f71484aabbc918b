"""Pages inside the Shopify admin: the policy that lets this shop's admin, and nobody else, frame them."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import g

from shopify_app.core.config import Settings
from shopify_app.core.web import runtime


def allow_frame(shop: str) -> None:
    """Let the admin of this shop frame the answer to this request. The shop is a verified one, or a bounce page's."""
    settings = runtime().settings
    g.page_policy = _policy(settings, shop)
    cdn = settings.shopify_cdn_url
    g.page_links = f'<{cdn}>; rel="preconnect", <{cdn}/shopifycloud/app-bridge.js>; rel="preload"; as="script"'


def _policy(settings: Settings, shop: str) -> str:
    cdn, admin = _origin(settings.shopify_cdn_url), _origin(settings.shopify_admin_url)
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' {cdn}",
            # Polaris puts styles on its elements as it runs.
            f"style-src 'self' 'unsafe-inline' {cdn}",
            f"img-src 'self' data: {cdn}",
            f"font-src 'self' {cdn}",
            f"connect-src 'self' {cdn} {admin}",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            f"frame-ancestors {_origin(settings.shopify_shop_url.replace('{shop}', shop))} {admin}",
        )
    )


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
