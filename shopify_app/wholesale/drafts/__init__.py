"""Draft orders of traders: one below the minimum carries a tag and the reason, before anybody completes it."""
