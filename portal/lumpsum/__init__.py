"""Lump sums: the budgets they are drawn from, and the drawdowns of providers."""
