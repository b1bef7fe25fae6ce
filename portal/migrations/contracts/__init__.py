"""What the eighth migration brings to contracts, topic by topic."""
