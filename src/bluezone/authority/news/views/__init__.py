"""The editor's pages on the console."""
