"""Who bought at noon: asked for only where a purpose needs it, and sealed under the person's own key."""
