"""Migrations of linelist."""
