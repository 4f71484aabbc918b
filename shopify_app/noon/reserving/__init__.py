"""Units that noon has sold are kept from being sold again: reserved in Shopify, taken when they left, or given back."""
