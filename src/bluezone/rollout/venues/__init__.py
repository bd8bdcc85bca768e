"""Venues and hotspots as the campaign knows them: registered by their owners, confirmed by the commune, inspected; no secret."""
