"""The application as Django knows it."""

from django.apps import AppConfig


class ExposureReportsConfig(AppConfig):
    """Sealed letters in, candidates out."""

    name = "bluezone.authority.exposure_reports"
