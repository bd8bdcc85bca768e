"""How the tables of the register of venues and hotspots came about."""
