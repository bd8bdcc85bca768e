"""The application as Django knows it."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """Reports, coverage, dashboards."""

    name = "bluezone.rollout.reporting"
