"""noon's orders, mirrored."""
