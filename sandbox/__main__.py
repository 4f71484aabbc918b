"""`python -m sandbox --port 8081 --app-url http://127.0.0.1:8080 [--data DIR] [--seed 7] [--lively]`.

Key and secrets of the app come from SHOPIFY_API_KEY, SHOPIFY_API_SECRET and SHOPIFY_API_SECRET_OLD.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from sandbox.server import run


def main() -> int:
    """Parse, then serve."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="Local stand-ins for Shopify and noon.")
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--app-url", default="http://127.0.0.1:8080")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--toml", type=Path, default=Path("shopify.app.toml"))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--lively", action="store_true")
    parser.add_argument("--smtp-port", type=int, default=0)
    parser.add_argument("--noon-webhook-url")
    options = parser.parse_args()
    missing = [name for name in ("SHOPIFY_API_KEY", "SHOPIFY_API_SECRET") if not os.environ.get(name)]
    if missing:
        sys.stderr.write(f"set {' and '.join(missing)}\n")
        return 2
    run(
        options.port,
        options.data,
        options.app_url,
        os.environ["SHOPIFY_API_KEY"],
        os.environ["SHOPIFY_API_SECRET"],
        api_secret_old=os.environ.get("SHOPIFY_API_SECRET_OLD") or None,
        toml_path=options.toml,
        seed=options.seed,
        lively=options.lively,
        smtp_port=options.smtp_port,
        noon_webhook_url=options.noon_webhook_url,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
