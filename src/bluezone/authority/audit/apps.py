"""The application as Django knows it."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The audit chain."""

    name = "bluezone.authority.audit"
