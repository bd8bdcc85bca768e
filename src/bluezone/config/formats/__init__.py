"""How days, hours and numbers are written in each language, where Django's habit is not the offices'."""
