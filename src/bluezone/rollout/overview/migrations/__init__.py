"""Changes of the tables of overview, in order."""
