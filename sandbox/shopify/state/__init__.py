"""What Shopify does with its records. Every change takes an `Act`; reading takes the shop."""
