"""The application as Django knows it."""

from django.apps import AppConfig


class VenuesConfig(AppConfig):
    """Venues, codes, warnings."""

    name = "bluezone.authority.venues"
