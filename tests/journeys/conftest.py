"""What journeys stand on: a server in this process, one browser for all, pictures when asked for."""

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Browser
from tests.citizen.pages_server import ORDINARY, Served, pages
from tests.citizen.scripted_device import ScriptedDevice
from tests.journeys.browser import chromium
from tests.journeys.citizen import settle


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the journeys of a module.

    Playwright's loop runs in the thread in which a test asks the database; it ends with the module, so that other tests
    find the thread without a loop.
    """
    with pytest.MonkeyPatch.context() as patch, chromium() as running:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield running


@pytest.fixture(scope="session")
def pictures() -> Path | None:
    """Where pictures of pages are kept: the folder that BLUEZONE_PICTURES names, or nowhere."""
    folder = os.environ.get("BLUEZONE_PICTURES")
    return Path(folder) if folder else None


@pytest.fixture
def served() -> Iterator[Served]:
    """The pages of a phone that works, before anybody installed them."""
    with pages() as running:
        yield running


@pytest.fixture
def installed(served: Served) -> Served:
    """The pages of a phone whose person has installed them."""
    settle(served)
    return served


@pytest.fixture
def alone() -> Iterator[Served]:
    """The pages in a browser alone, without a radio behind them and before anybody installed them."""
    setting = msgspec.structs.replace(ORDINARY, host="browser")
    with pages(Served(setting, ScriptedDevice(host="browser"))) as running:
        yield running
