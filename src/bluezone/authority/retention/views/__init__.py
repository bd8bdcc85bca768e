"""Pages of the data protection officer and the inspector."""
