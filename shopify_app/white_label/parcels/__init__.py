"""Parcels of branded orders: shipped from here or elsewhere, looked at for leaks, and told to the consignee."""
