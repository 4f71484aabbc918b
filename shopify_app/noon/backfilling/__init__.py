"""noon's past: orders placed before the first look, read window by window."""
