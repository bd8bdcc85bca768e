"""Pages of venues and of warnings on the console."""
