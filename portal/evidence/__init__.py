"""Proof of each euro: the card of a line, and samples an auditor draws and can draw again."""
