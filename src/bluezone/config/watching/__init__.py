"""Watching people's side: whether a door lives, whether it is ready, and what it counts; totals, of nobody in particular."""
