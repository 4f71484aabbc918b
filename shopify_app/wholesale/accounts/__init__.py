"""Trade accounts: applying, deciding, and Shopify told of it."""
