"""The commands of codes that the worker calls."""
