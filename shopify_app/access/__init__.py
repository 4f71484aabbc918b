"""Staff: second factor and stated purpose in front of personal data."""
