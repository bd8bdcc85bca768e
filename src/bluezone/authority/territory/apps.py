"""The application as Django knows it."""

from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    """Units with dates."""

    name = "bluezone.authority.territory"
