"""noon's orders with every fault at once, and whether both sides end in the same state."""
