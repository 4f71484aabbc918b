"""Orders as last seen, trade or retail, and the holds that stop them."""
