"""Versions of the risk policy: what one may say, how it differs, which one the feed tells."""
