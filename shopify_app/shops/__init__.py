"""Shops: installation, tokens, who is calling, and the Admin GraphQL client."""
