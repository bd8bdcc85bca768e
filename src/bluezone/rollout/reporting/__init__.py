"""Counts that bodies report, what they add up to, and how far one can believe them."""
