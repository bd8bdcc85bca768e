"""Words that the site's templates add."""
