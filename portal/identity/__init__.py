"""Persons, their accounts and the keys that programs sign in with."""
