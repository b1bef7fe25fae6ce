"""Checks that a municipality sets up itself."""
