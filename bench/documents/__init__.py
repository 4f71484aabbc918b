"""The packing slip: how many a second one core sets, and what the process's memory does meanwhile."""
