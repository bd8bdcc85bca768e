"""The gate of an office: who keeps it, and the tallies of each shift; counts only, never who came."""
