"""noon's orders as orders in Shopify, for shops that want it: one for each, for ever."""
