"""Held orders of one account that staff count together: side by side they may reach the minimum that each misses."""
