"""Judging the past again for a municipality."""
