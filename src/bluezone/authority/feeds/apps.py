"""The application as Django knows it."""

from django.apps import AppConfig


class FeedsConfig(AppConfig):
    """Signed feeds on their way to phones."""

    name = "bluezone.authority.feeds"
