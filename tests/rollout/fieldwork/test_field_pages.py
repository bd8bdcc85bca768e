"""The field's pages as they are handed out: light, whole, and kept for a time without a network."""

import gzip
import json
import re
from http import HTTPStatus
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings
from tests import pages
from tests.pages import FIELD

from bluezone.citizen.serving import served_files

FIRST_SCREENS_LIMIT = 150 * 1024
"""Bytes in gzip of everything that a visitor's and a keeper's first screens load."""
FIRST_SCREENS = ("enrol", "unlock", "doors", "door", "gate", "shift")


def file_at(address: str) -> Path:
    borrowed = address.removeprefix(pages.BORROWED)
    return pages.PAGES / borrowed if borrowed != address else FIELD.root / address


def first_files() -> set[Path]:
    index = FIELD.index.read_text(encoding="utf-8")
    styles = {file_at(each) for each in re.findall(r'<link rel="stylesheet" href="([^"]+)"', index)}
    screens = {FIELD.root / kind / f"{name}.js" for name in FIRST_SCREENS for kind in ("screens", "words")}
    modules = pages.closure_of({FIELD.root / name for name in FIELD.first} | screens)
    return {FIELD.index, FIELD.root / "app.webmanifest", *styles, *modules}


def test_the_first_screens_of_a_visitor_and_a_keeper_weigh_little() -> None:
    sizes = {file: len(gzip.compress(file.read_bytes(), 9)) for file in first_files()}

    assert FIELD.root / "device" / "vault.js" in sizes
    assert not [file for file in sizes if "zxing" in str(file)]
    assert sum(sizes.values()) <= FIRST_SCREENS_LIMIT, sorted(sizes.items(), key=lambda each: -each[1])[:8]


def test_the_list_names_every_file_of_both_folders_that_the_field_needs() -> None:
    listed = json.loads(FIELD.list.read_text())["files"]

    own = {name for name in served_files(FIELD.root) if name not in pages.NOT_KEPT}
    assert own <= set(listed)
    assert {"../app/keeping.js", "../app/parts/ui.js", "../app/vendor/preact/dist/preact.mjs"} <= set(listed)
    assert FIELD.list.read_text() == pages.list_text(FIELD), "run `python -m tests.pages files`"
    assert FIELD.index.read_text(encoding="utf-8") == pages.index_text(FIELD), "run `python -m tests.pages files`"


def test_a_change_in_a_borrowed_module_makes_another_version() -> None:
    listed = pages.kept(FIELD)

    changed = {**listed, "../app/parts/ui.js": "sha256-another"}
    assert pages.version_of(listed, FIELD) != pages.version_of(changed, FIELD)


@pytest.mark.django_db
def test_the_site_serves_the_field_and_its_policy_reaches_nobody_else(settings: Settings) -> None:
    settings.DOOR, settings.ROOT_URLCONF = "site", settings.SITE_URLS
    client = Client()

    index, module, config, missing = (client.get(f"/field/{path}") for path in ("", "main.js", "config.json", "no.js"))

    assert "connect-src 'self';" in index["Content-Security-Policy"]
    assert module["Content-Type"] == "text/javascript; charset=utf-8"
    assert json.loads(config.content)["keys"] == ""
    assert missing.status_code == HTTPStatus.NOT_FOUND
    assert not index.cookies
