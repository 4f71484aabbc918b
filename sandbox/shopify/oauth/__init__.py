"""Id tokens and the token endpoint."""
