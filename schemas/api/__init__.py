"""The shapes that programs get and send: JSON of version 1 of the API and of the commands."""
