"""The `bluezone` command: one module a door, and the composition root of everything."""
