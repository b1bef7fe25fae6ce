"""Migrations of the database; ``portal upgrade`` runs them, on SQLite and on PostgreSQL."""
