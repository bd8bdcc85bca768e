"""What the field decides: the wire, where a household stands, who counts what; pure."""
