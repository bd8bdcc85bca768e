"""Decisions about directives and tasks; pure, no records, no clock."""
