"""Cases, contacts, exposures, milestones and follow-up: what the health authority knows about people, and no key."""
