"""Checks that a municipality sets up itself: they warn about awarded lines and reject nothing."""
