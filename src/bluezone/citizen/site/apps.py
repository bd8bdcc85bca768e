"""The application's name for Django."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The public site, the highest of the applications."""

    name = "bluezone.citizen.site"
    label = "site"
