"""The tables of reviewing, approving and paying, topic by topic."""
