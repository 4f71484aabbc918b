"""The admin pages: shops, orders, and the app in its frame."""
