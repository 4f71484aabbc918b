"""The minimum at the checkout: what the Function and the theme's block are told, and switching the Function on."""
