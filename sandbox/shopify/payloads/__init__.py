"""Webhook bodies, shaped as REST resources of the current version: integer ids, amounts as text."""
