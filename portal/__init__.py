"""The portal on Flask: HTTP, commands and persistence, one folder a topic."""
