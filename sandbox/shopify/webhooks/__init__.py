"""Webhook subscriptions from `shopify.app.toml`, and the sender that serves them."""
