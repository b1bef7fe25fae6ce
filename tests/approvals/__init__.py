"""Approving with four eyes, and by mandate."""
