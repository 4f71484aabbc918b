"""The edge where work is done: RQ jobs, the worker, the clock."""
