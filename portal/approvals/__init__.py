"""Approving declarations with four eyes, by hand or by a mandate that two persons signed."""
