"""What the candidates' list asks about the mailbox."""
