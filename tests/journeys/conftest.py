"""What journeys stand on: a server in this process, one browser for all, pictures when asked for."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.journeys.browser import chromium

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
    "true"  # Playwright's loop runs in the thread in which a test asks the database
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all journeys."""
    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def pictures() -> Path | None:
    """Where pictures of pages are kept: the folder that BLUEZONE_PICTURES names, or nowhere."""
    folder = os.environ.get("BLUEZONE_PICTURES")
    return Path(folder) if folder else None
