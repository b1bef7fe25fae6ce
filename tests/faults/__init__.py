"""Faults, by the real processes."""
