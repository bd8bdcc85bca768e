"""What the portal's tests stand on: a place, its pages, the town of the rig."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.portal.rig.namespaces import what_is_missing
from tests.portal.rig.town import Town, town


@pytest.fixture(scope="module")
def built_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """One town a module; where none can be built the tests are skipped, but never as root in CI."""
    if missing := what_is_missing():
        if "CI" in os.environ and os.geteuid() == 0:
            pytest.fail(missing)
        pytest.skip(missing)
    with town(tmp_path_factory.mktemp("town")) as built:
        yield built


@pytest.fixture
def morning(built_town: Town) -> Town:
    """The town on a new day: everything runs, the phone has its address, nobody has read the notice."""
    built_town.wake()
    return built_town


@pytest.fixture(scope="session")
def pictures() -> Path | None:
    """Where pictures of pages are kept: the folder that BLUEZONE_PICTURES names, or nowhere."""
    folder = os.environ.get("BLUEZONE_PICTURES")
    return Path(folder) if folder else None
