"""Commands for an administrator or a timer."""
