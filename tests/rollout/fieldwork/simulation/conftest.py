"""What weeks in Chromium stand on."""

from tests.journeys.conftest import browser

__all__ = ["browser"]
