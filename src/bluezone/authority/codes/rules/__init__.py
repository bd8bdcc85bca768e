"""What the code desk decides: quotas, validity, what a message may say."""
