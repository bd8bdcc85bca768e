"""When a feed is issued again, and with which number."""
