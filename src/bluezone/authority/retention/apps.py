"""The application as Django knows it."""

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    """Retention, purge, register of data."""

    name = "bluezone.authority.retention"
