"""Commands for a timer."""
