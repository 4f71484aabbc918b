"""The control API: what tests and the demo do to the stand-in. Answers on this machine only."""
