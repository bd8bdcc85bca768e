"""The application as Django knows it."""

from django.apps import AppConfig


class StudioConfig(AppConfig):
    """Texts, their reviews, and what is printed, spoken and sent of them."""

    name = "bluezone.rollout.studio"
