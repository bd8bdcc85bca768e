"""The one Django room that knows all applications: settings, URL tables, WSGI."""
