"""How noon is called: one session for all workers, one pace for all workers, errors in our words."""
