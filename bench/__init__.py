"""Measurements: figures beside a peer or a baseline of the same run, never part of the tests."""
