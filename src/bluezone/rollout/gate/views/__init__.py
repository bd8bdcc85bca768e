"""Pages of people who lead the field, one module a subject."""
