"""A stand-in for Shopify: OAuth, Admin GraphQL, webhooks and the embedded admin, over real HTTP."""
