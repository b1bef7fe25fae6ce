"""Judging declarations: the national rules and the contract, as pure functions over values.

Nothing in this package reads a clock, a file, a database or a network; it imports the standard
library alone. A caller hands over a message, a snapshot of facts and a rule book, and gets a
complete verdict back.
"""
