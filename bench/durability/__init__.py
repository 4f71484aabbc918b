"""Killing processes under load, and counting what was lost or done twice."""
