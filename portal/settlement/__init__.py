"""Where awarded lines are on their way to being paid, and what that comes to by declaration."""
