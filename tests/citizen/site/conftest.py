"""The site's door, and a province with news, figures and documents behind it."""

import pytest
from pytest_django import Settings
from tests.citizen.site.newsroom import FINGERPRINT, published_documents, take_news
from tests.rollout.overview.conftest import morning, province

from bluezone.authority.territory.models import Unit
from bluezone.citizen.site import folders
from bluezone.citizen.site.models import Publication

__all__ = ["morning", "province"]


@pytest.fixture
def site(settings: Settings) -> Settings:
    """Be the process of the site's door."""
    settings.DOOR, settings.ROOT_URLCONF = "site", settings.SITE_URLS
    settings.ROOT_FINGERPRINT = FINGERPRINT
    folders.files.cache_clear()
    return settings


@pytest.fixture
def filled(site: Settings, province: Unit, morning: None) -> tuple[Publication, Publication]:
    """A site that has everything that it can show."""
    site.HOTLINE = "1900 0000"
    take_news()
    return published_documents(province)
