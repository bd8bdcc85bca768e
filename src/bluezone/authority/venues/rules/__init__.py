"""What is decided about venues and warnings."""
