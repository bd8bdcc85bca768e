"""The application as Django knows it."""

from django.apps import AppConfig


class OverviewConfig(AppConfig):
    """Dashboards, the quick report, public aggregates."""

    name = "bluezone.rollout.overview"
