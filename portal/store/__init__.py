"""How everything is kept: column types, the engine, transactions, encryption and bulk rows.

The same code runs on SQLite (one machine, no set-up) and on PostgreSQL. Nothing in here knows what
a declaration is; the tables stand in the ``records`` module of their topic.
"""
