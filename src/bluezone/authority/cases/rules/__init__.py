"""What the health authority decides about cases and contacts: pure values in, pure answers out."""
