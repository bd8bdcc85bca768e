"""What the worker does for the studio."""
