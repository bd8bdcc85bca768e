"""What a policy may be."""
