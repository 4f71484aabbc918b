"""White label: a trader's orders leave in the trader's name."""
