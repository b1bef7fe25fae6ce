"""Mails of the portal: short, with a link, and never with anything about a citizen."""
