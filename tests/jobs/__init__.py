"""Work in the background: the two workers and the queue."""
