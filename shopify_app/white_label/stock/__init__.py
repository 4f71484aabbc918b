"""Branding stock: a trader's own boxes, wrapping, labels, inserts and prints, counted."""
