"""What templates of other applications ask of codes."""
