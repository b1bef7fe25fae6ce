"""Receiving, judging and answering declarations, by the services that page, API and command use."""
