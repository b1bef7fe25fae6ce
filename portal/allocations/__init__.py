"""Allocations: the decisions of municipalities as told to providers, in versions."""
