"""Awarded lines that no longer fit, since an allocation or tariff changed for the past.

Nothing is judged again: both sides see which lines it is about and what they can do.
"""
