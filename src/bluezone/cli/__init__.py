"""The `bluezone` command: the composition root of every program, one module a door, loaded only when it is called."""

from bluezone.cli.contents import main

__all__ = ["main"]
