"""The minimum's verdict: how long the rule takes by itself, and the storefront's question over HTTP."""
