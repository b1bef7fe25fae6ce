"""Migrations of the database; ``portal upgrade`` runs them, on SQLite and on PostgreSQL.

A new one is a module ``versions/NNNN_what.py`` with ``revision``, ``down_revision`` (the number
before it) and ``upgrade()``. It never imports records: they change, history does not. A test holds
the outcome against the records, on both databases.
"""
