"""How the tables of the studio came about."""
