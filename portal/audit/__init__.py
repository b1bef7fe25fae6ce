"""What happened, by whom and when: audit events, their hash chain and the access log."""
