"""One person's device.

The agent decides (pure: events in, effects out); the diary remembers, encrypted, for 14 days; sync talks to the
keyserver; the runtime performs what the agent asked for.
"""
