"""Pages of codes: issue one, look at the list, the code desk, laboratories, the exports' hold."""
