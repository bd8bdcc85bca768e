"""The citizen's installable web app, the public site, and the Django application that serves them."""
