"""The application as Django knows it."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """Messages that leave the house."""

    name = "bluezone.authority.delivery"
