"""tajir, the Shopify app: one folder a feature, a core that knows no merchant's word."""
