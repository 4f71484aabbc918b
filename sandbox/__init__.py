"""Local stand-ins, over real HTTP, for the systems the product talks to."""
