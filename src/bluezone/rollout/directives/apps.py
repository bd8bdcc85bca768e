"""The application as Django knows it."""

from django.apps import AppConfig


class DirectivesConfig(AppConfig):
    """Directives, tasks, evidence."""

    name = "bluezone.rollout.directives"
