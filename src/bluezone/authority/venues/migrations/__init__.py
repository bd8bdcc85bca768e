"""Migrations of venues."""
