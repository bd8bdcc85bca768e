"""What a venue may be called, which codes a warning speaks to, who releases it, and what the press is told."""
