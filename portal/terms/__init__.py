"""The terms both sides work within, and reminders of those that come near."""
