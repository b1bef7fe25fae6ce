"""The tables of the seventh migration, a module a topic."""
