"""The pages of case work: registering, tracing, following up, passing on; HTTP only."""
