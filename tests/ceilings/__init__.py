"""Ceilings on declarations."""
