"""The page that leads a stranger to any function is true to the tree."""

import re

from tests.architecture_page import PAGE, SOURCE, written


def test_the_architecture_page_lists_every_module_with_its_first_line() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert written(page) == page, "run: ./dev run python -m tests.architecture_page"


def test_every_module_that_the_architecture_page_names_exists() -> None:
    page = PAGE.read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:protocol|matching|radio|phone|keyserver|lab|cli)\.[a-z_.0-9]+)`", page))

    missing = [name for name in named if not _exists(name)]

    assert len(named) > 50
    assert missing == []


def _exists(name: str) -> bool:
    path = SOURCE.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()
