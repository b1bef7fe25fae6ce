"""Retours (302, 306, 308): what goes back to the sender of an allocation, a start or a stop."""
