"""The application as Django knows it."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """Pages of the territory and the register of bodies."""

    name = "bluezone.authority.register"
