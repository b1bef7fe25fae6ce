"""What goes with lump sums: budgets, drawdowns, and what the books need for them."""
