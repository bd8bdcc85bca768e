"""The public site: what everybody may read, and the citizen's pages at `/app/`."""
