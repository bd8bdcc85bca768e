"""How long each table is kept, the purge and its record, the register of data, a person's export and erasure."""
