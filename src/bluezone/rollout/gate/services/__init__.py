"""Writing: load, ask a rule, keep, audit."""
