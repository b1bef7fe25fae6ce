"""The systems in the source documents, run end to end."""
