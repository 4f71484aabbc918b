"""Draining the inbox: this product's worker beside RQ's usual way, one job for each event."""
