"""Pages of the studio, on the console."""
