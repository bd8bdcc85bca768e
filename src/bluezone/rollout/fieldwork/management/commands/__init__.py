"""What an administrator asks of the field."""
