"""Telling noon what leaves and what is missing: shipments, waybills, units out of stock."""
