"""The invented world the stand-in starts with: the same for the same seed, dated relative to the start."""
