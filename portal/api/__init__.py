"""The interface for programs, version 1: the same services as the pages, by key and in JSON."""
