"""Contact tracing that a province can run by itself."""
