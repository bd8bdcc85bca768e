"""The application as Django knows it."""

from django.apps import AppConfig


class LineListConfig(AppConfig):
    """Line lists and the exchange of cases."""

    name = "bluezone.authority.linelist"
