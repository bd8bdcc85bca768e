"""The application as Django knows it."""

from django.apps import AppConfig


class FieldworkConfig(AppConfig):
    """Teams at the doors, keepers at the gates, teachers and volunteers: their devices, and the events these hand in."""

    name = "bluezone.rollout.fieldwork"
    label = "fieldwork"
