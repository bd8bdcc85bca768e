"""The pages as they are handed out: libraries as their authors made them, no address, nothing heavy, nothing forgotten."""

import gzip
import json
import re
import subprocess
from pathlib import Path

import pytest
from tests import pages
from tests.tools import required_tool

from bluezone.citizen.serving import inline_scripts, served_files

PAGES = pages.PAGES
FIRST_LOAD_LIMIT = 150 * 1024
IMPORT = re.compile(r"""(?:^|[\s;])(?:import|export)\s(?:[^"'`;]*?\sfrom\s*)?["']([^"']+)["']""", re.MULTILINE)


@pytest.fixture(scope="module")
def packages() -> Path:
    required_tool("node")
    pages.install()
    return pages.PACKAGES


def vendored() -> dict[str, Path]:
    files = (file for file in pages.VENDOR.rglob("*") if file.is_file())
    paths = {file.relative_to(pages.VENDOR).as_posix(): file for file in files}
    return {path: file for path, file in paths.items() if path not in pages.OUTSIDE}


def resolved(name: str, importer: Path) -> Path:
    if name.startswith("."):
        return (importer.parent / name).resolve()
    return pages.VENDOR / pages.ENTRIES[name]


def first_load() -> set[Path]:
    """Every file that a browser fetches before the first screen can be used: the page, its styles, its modules, home."""
    index = (PAGES / "index.html").read_text(encoding="utf-8")
    begun = [
        *re.findall(r'<link rel="stylesheet" href="([^"]+)"', index),
        *re.findall(r'<script[^>]* src="([^"]+)"', index),
    ]
    waiting = [PAGES / "index.html", *(PAGES / name for name in begun)]
    waiting += [PAGES / name for name in ("device/browser.js", "screens/home.js", "words/home.js")]
    reached = set[Path]()
    while waiting:
        file = waiting.pop()
        if file in reached:
            continue
        reached.add(file)
        if file.suffix in {".js", ".mjs"}:
            names = IMPORT.findall(without_comments(file.read_text(encoding="utf-8")))
            waiting += [resolved(name, file) for name in names]
    return reached


def without_comments(source: str) -> str:
    return re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)


def test_every_library_is_as_its_authors_made_it(packages: Path) -> None:
    different = [path for path, file in vendored().items() if file.read_bytes() != (packages / path).read_bytes()]

    assert different == []


def test_every_library_is_whole_and_nothing_else_is_there(packages: Path) -> None:
    assert set(vendored()) == set(pages.vendored())


def test_every_library_brings_its_licence() -> None:
    owners = {pages.package(path) for path in vendored()}

    assert len(owners) >= 7
    assert [owner for owner in owners if not list((pages.VENDOR / owner).glob("LICENSE*"))] == []


def test_the_page_names_its_libraries_as_the_vendor_folder_does() -> None:
    inline = inline_scripts((PAGES / "index.html").read_bytes())

    assert (pages.VENDOR / "importmap.json").read_text() == pages.import_map()
    assert [json.loads(script) for script in inline] == [json.loads(pages.import_map())]


def test_the_lock_of_the_pages_names_no_address() -> None:
    lock = pages.LOCK.read_text()

    assert "://" not in lock
    assert lock.count('"integrity": "sha512-') >= 20


def test_the_lock_describes_the_packages_that_are_asked_for() -> None:
    asked = json.loads((pages.ROOT / "package.json").read_text())
    locked = json.loads(pages.LOCK.read_text())["packages"][""]

    assert {name: locked[name] for name in ("dependencies", "devDependencies")} == {
        name: asked[name] for name in ("dependencies", "devDependencies")
    }
    versions = [*asked["dependencies"].values(), *asked["devDependencies"].values()]
    assert [version for version in versions if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []


def test_the_service_worker_keeps_what_is_handed_out() -> None:
    listed = json.loads(pages.LIST.read_text())

    served = {name for name in served_files() if not name.endswith("LICENSE") and name not in pages.NOT_KEPT}
    assert set(listed["files"]) == served
    assert pages.LIST.read_text() == pages.list_text(), "run `python -m tests.pages files`"
    assert pages.WORKER.read_text() == pages.worker_text(listed["version"]), "run `python -m tests.pages files`"


def test_the_first_page_asks_for_its_modules_at_once() -> None:
    index = pages.INDEX.read_text(encoding="utf-8")

    assert re.findall(r'<link rel="modulepreload" href="([^"]+)">', index) == pages.first_modules()
    assert index.index('type="importmap"') < index.index('rel="modulepreload"')
    assert index == pages.index_text(), "run `python -m tests.pages files`"


def test_another_file_makes_another_version() -> None:
    listed = pages.kept()

    assert pages.version_of(listed) != pages.version_of({**listed, "main.js": "sha256-another"})
    assert pages.version_of(listed) == pages.version_of(dict(listed))


def test_the_service_worker_imports_nothing() -> None:
    assert IMPORT.findall(without_comments(pages.WORKER.read_text())) == []


def test_the_first_screen_weighs_little() -> None:
    reached = first_load()

    sizes = {file: len(gzip.compress(file.read_bytes(), 9)) for file in reached}
    assert PAGES / "core/sealed_store.js" in sizes
    assert not [file for file in reached if "zxing" in str(file) or "hpke" in str(file) or "noble" in str(file)]
    assert sum(sizes.values()) <= FIRST_LOAD_LIMIT, sorted(sizes.items(), key=lambda each: -each[1])[:8]


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("export const copy = (value) => structuredClone(value);", "compat/compat"),
        ("export const show = (box, text) => { box.innerHTML = text; };", "no-restricted-properties"),
        ("export const run = (text) => new Function(text);", "no-new-func"),
        ("export class Later { accessor x = 1; }", "Parsing error"),
    ],
)
def test_what_the_oldest_browser_cannot_do_is_found(packages: Path, code: str, rule: str) -> None:
    words = [pages.tool("eslint"), "--stdin", "--stdin-filename", "src/bluezone/citizen/pages/core/planted.js"]

    ran = subprocess.run(words, cwd=pages.ROOT, input=code, capture_output=True, text=True, check=False)

    assert ran.returncode == 1
    assert rule in ran.stdout


def test_without_npm_the_check_says_what_is_needed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(pages, "STAMP", tmp_path / "none")
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(SystemExit, match="put both on PATH"):
        pages.install()


def test_what_is_installed_is_not_installed_again(packages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = list[str]()
    monkeypatch.setattr(pages, "npm", lambda *words: asked.extend(words))

    pages.install()

    assert asked == []


def test_a_changed_lock_is_installed_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked = list[str]()
    monkeypatch.setattr(pages, "npm", lambda *words: asked.extend(words))
    monkeypatch.setattr(pages, "STAMP", tmp_path / "stamp")
    (tmp_path / "stamp").write_text("of another lock")

    pages.install()

    assert asked == ["ci", "--loglevel=error"]
