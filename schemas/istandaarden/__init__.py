"""Readers and writers of the messages of iWmo and iJw, release 3.2."""
