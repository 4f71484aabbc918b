"""The edge where deliveries come in: verified, stored, answered."""
