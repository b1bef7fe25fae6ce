"""Contracts between a region and a provider, in versions that never change."""
