"""Versions of the risk policy: who approved what, effective when, and the signed feed that carries them."""
