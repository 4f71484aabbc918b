"""The admin's pages that show several features side by side."""
