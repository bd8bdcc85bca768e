"""Each holds a lease in the database while it runs, so that two timers do no harm."""
