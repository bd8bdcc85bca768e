"""The application as Django knows it."""

from django.apps import AppConfig


class VenueRegisterConfig(AppConfig):
    """Who offers a place or a wifi network to the campaign, and when somebody last saw the poster or the notice there."""

    name = "bluezone.rollout.venues"
    label = "venue_register"
