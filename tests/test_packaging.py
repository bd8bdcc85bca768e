"""The distribution: a light base, extras for weight, and a wheel that holds everything."""

import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

BARE = """\
import sys
from importlib.abc import MetaPathFinder
from pathlib import Path

ALLOWED = {"bluezone", "cryptography", "msgspec", "_cffi_backend", "cffi", *sys.stdlib_module_names}

class Refuse(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] not in ALLOWED:
            raise ModuleNotFoundError(f"the bare package has no {name}", name=name)

sys.meta_path.insert(0, Refuse())
"""

WALK = """\
import importlib, pkgutil
import bluezone.protocol
names = [m.name for m in pkgutil.walk_packages(bluezone.protocol.__path__, "bluezone.protocol.")]
for name in names:
    importlib.import_module(name)
print(len(names))
"""


def python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_the_base_needs_two_packages() -> None:
    assert {line.partition(">")[0] for line in PROJECT["dependencies"]} == {"cryptography", "msgspec"}


def test_the_bare_package_imports_the_whole_protocol() -> None:
    ran = python(BARE + WALK)

    assert ran.returncode == 0, ran.stderr
    assert int(ran.stdout) >= 11


@pytest.mark.parametrize("module", ["numpy", "typer", "starlette"])
def test_the_bare_package_is_really_bare(module: str) -> None:
    ran = python(f"{BARE}import {module}")

    assert ran.returncode == 1
    assert f"the bare package has no {module}" in ran.stderr


def test_the_installed_version_is_that_of_the_project() -> None:
    assert version("bluezone") == PROJECT["version"]


def test_the_command_is_installed() -> None:
    command = Path(sys.executable).parent / "bluezone"

    ran = subprocess.run([command, "--version"], capture_output=True, text=True, check=True)

    assert ran.stdout == f"bluezone {PROJECT['version']}\n"


def test_the_wheel_holds_every_tracked_file_of_the_source(tmp_path: Path) -> None:
    copy = tmp_path / "tree"
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    names = [name for name in tracked.split("\0") if name and (ROOT / name).is_file()]
    sources = [name for name in names if name.startswith("src/")]
    for name in [*sources, *(name for name in names if "/" not in name)]:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_bytes((ROOT / name).read_bytes())
    (copy / "README.md").touch()

    build = f"from setuptools.build_meta import build_wheel; build_wheel({str(tmp_path)!r})"
    subprocess.run([sys.executable, "-c", build], cwd=copy, check=True, capture_output=True)

    [wheel] = tmp_path.glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    assert {name.removeprefix("src/") for name in sources} <= held
    assert f"bluezone-{PROJECT['version']}.dist-info/licenses/LICENSE" in held
