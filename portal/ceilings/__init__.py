"""Ceilings on declarations: what is used, who let what through, and when both sides talk."""
