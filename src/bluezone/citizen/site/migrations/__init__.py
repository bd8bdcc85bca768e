"""How the site's tables came to be."""
