"""How a line list is read, held against the registry, and written."""
