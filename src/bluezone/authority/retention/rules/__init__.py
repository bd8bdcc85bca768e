"""What is past its time, what each column is, and what remembers an erasure."""
