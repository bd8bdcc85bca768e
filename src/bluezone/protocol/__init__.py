"""What two phones and an authority agree on.

Pure: no clock, no randomness, no file, no socket. Every format and every rule that crosses the air or the wire
is defined here, and nowhere else.
"""
