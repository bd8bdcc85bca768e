"""Venues with their secrets and signed codes, and the signed warnings that milestones become."""
