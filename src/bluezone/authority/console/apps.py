"""The application as Django knows it."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """Base layout, components, first start, home."""

    name = "bluezone.authority.console"
