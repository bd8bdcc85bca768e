"""Signed feeds on their way to phones: numbered, signed with the authority's feed key, handed to the keyserver."""
