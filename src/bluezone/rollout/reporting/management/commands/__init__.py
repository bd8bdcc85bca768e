"""Commands of reporting, for `bluezone people manage`."""
