"""Words and numbers of the overview in templates."""
