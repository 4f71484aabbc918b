"""A stand-in for noon's partner API: identity, FBPI, stock, warehouses, and the events that noon sends."""

from sandbox.noon.app import Engine, create_app

__all__ = ["Engine", "create_app"]
