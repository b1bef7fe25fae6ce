"""What the migration of sums by month of care makes."""
