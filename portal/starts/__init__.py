"""Starts and stops of care: what providers reported, and what follows from it."""
