"""The Admin GraphQL API: real execution against the trimmed schema over the stand-in's state."""
