"""Migrations of policy."""
