"""People: a key each, found by fingerprints, erased by destroying the key."""
