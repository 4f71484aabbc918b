"""`python -m shopify_app` is `tajir`."""

from shopify_app.cli import main

main()
