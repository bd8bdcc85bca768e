"""Formats of files that carry directives, one module a format."""
