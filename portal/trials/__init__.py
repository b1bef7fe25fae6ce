"""Trying a declaration: a verdict that binds, and what changed when the real one differs."""
