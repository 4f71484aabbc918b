"""Proof that nothing of noon's is missing: both sides compared, by day and by warehouse (promise MA-6.3)."""
