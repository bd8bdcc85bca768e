"""The application as Django knows it."""

from django.apps import AppConfig


class PolicyConfig(AppConfig):
    """Versions of the risk policy."""

    name = "bluezone.authority.policy"
