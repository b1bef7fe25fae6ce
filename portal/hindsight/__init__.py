"""Judging stored declarations once more, beside history: what would change, and nothing does.

A municipality asks on a page and a worker answers, part by part; a command asks and answers at
once. Both judge by ``service``.
"""
