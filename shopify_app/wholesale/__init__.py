"""Order minimums of trade accounts: the rule, the decisions, the storefront's question."""
