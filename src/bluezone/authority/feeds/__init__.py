"""Signed feeds of the authority: what the applications say now becomes what the keyserver shows."""
