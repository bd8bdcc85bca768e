"""What the gate decides about tallies; pure."""
