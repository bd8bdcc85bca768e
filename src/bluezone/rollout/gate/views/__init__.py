"""Pages of those who answer for gates, one module a subject."""
