"""Orders that leave in their trader's name: held until the brand is ready, and then let go."""
