"""Terms, clocks and reminders."""
