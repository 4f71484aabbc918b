"""Webhook ingest: this product's receiver beside the official Node stack, in one run."""
