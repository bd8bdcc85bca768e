"""The program that a WSGI server runs; the door comes from the environment."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bluezone.config.settings")

application = get_wsgi_application()
