"""Proofs: how a brand will look, sent to its trader by a link, and what the trader answers."""
