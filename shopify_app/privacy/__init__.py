"""Privacy requests, erasure, and the data map."""
