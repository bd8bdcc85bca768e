"""What a text may be before it is published."""
