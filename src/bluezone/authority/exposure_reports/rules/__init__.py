"""What a letter from a citizen's phone amounts to in case work; nothing here knows a record, a key or a clock."""
