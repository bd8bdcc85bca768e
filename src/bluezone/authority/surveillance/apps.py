"""The application as Django knows it."""

from django.apps import AppConfig


class SurveillanceConfig(AppConfig):
    """The chain, the curve, the indicators."""

    name = "bluezone.authority.surveillance"
