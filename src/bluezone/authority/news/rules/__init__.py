"""What a text for phones has to be before everybody reads it."""
