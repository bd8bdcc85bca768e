"""Messages that leave the house: a visible outbox by default, an SMS gateway when one is configured."""
