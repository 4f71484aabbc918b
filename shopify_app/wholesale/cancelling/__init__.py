"""Cancelling orders that stay below their minimum: only where the shop asks for it, announced, and never a paid one."""
