"""Awarded lines that no longer fit."""
