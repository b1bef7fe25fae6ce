"""Proof of one euro: cards and samples."""
