"""The notice on public wifi: a small program for a gateway box that fails open."""
