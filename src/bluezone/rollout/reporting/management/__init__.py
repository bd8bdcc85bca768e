"""Commands of reporting."""
