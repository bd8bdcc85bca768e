"""The application as Django knows it."""

from django.apps import AppConfig


class GateConfig(AppConfig):
    """Gates of agencies and the tallies of their shifts."""

    name = "bluezone.rollout.gate"
    label = "gate"
