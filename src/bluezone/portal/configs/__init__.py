"""The files of each tier: written from a place and its box, and read back, so that a test can tell what they say."""
