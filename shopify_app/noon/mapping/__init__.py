"""What is what on both sides: noon's warehouses and Shopify's locations, noon's SKUs and Shopify's variants."""
