"""The application as Django knows it."""

from django.apps import AppConfig


class CodesConfig(AppConfig):
    """Verification codes and who brings them."""

    name = "bluezone.authority.codes"
