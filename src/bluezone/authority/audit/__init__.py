"""Who did what, to which record, for which purpose: a chain that only grows."""
