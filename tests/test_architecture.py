"""The house is as its plan says: arrows point down only, and every room keeps its size and its manners."""

import ast
import io
import re
import shutil
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.api import read_configuration
from importlinter.application.output import console
from importlinter.application.use_cases import lint_imports

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "bluezone"
CONTRACTS = ROOT / "pyproject.toml"
ROOMS = {
    *("protocol", "matching", "radio", "phone", "keyserver", "authority"),
    *("rollout", "citizen", "portal", "lab", "config", "cli"),
}
HOMELESS = {"utils", "util", "common", "manager", "misc", "helpers"}
MACHINE_PATH = re.compile(rb"(?<![\w.])/(?:work|home|root)/\w")
EXCUSE = re.compile(r"#\s*(?:noqa|type:\s*ignore|pragma:)")
REASONED = re.compile(r"#\s*(?:noqa: [A-Z0-9, ]+--|type: ignore\[[\w, -]+\]\s*(?:#|--)|pragma: [a-z ]+--) *\w.{3}")


def python_files() -> list[Path]:
    folders = [SOURCE, ROOT / "tests", ROOT / "benchmarks"]
    return [*sorted(file for folder in folders for file in folder.rglob("*.py")), ROOT / "dev"]


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [file for name in listed.stdout.split("\0") if name and (file := ROOT / name).is_file()]


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


def comments(file: Path) -> Iterator[tuple[int, str]]:
    for token in tokenize.generate_tokens(io.StringIO(file.read_text()).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def broken_contracts() -> set[str]:
    """The names of the contracts that do not hold for the `bluezone` that an import would find now."""
    with console.capture() as captured:
        kept = lint_imports(config_filename=str(CONTRACTS), cache_dir=None, no_logo=True)
    broken = set(re.findall(r"^(.+) BROKEN$", captured.get(), re.MULTILINE))
    assert kept == (not broken), captured.get()
    return broken


HOUSE = "The house stands on the protocol"
PURE = "The protocol, the phone's agent and every rules module are pure"
AIR = "The authority never touches the air, nor a key"
NOBODY = "The keyserver knows nobody"
WIRE = "The lab and the portal meet the servers only over the wire"
ALONE = "The portal stands alone"
RECORDS = "Rules know no records"
APPS = "Inside every Django app, the rules are the ground floor"
AGENT = "Inside the phone, the agent is the ground floor"
SERVER = "Inside the keyserver, the rules are the ground floor"
CIRCLES = "No circles anywhere"

PLANTS = [
    (HOUSE, "matching/planted.py", "import bluezone.phone"),
    (HOUSE, "protocol/planted.py", "from bluezone import matching"),
    (HOUSE, "phone/planted.py", "import bluezone.keyserver"),
    (HOUSE, "phone/planted.py", "import bluezone.authority"),
    (HOUSE, "authority/planted.py", "import bluezone.rollout"),
    (HOUSE, "rollout/planted.py", "import bluezone.citizen"),
    (HOUSE, "citizen/planted.py", "import bluezone.config"),
    (HOUSE, "keyserver/planted.py", "import bluezone.cli"),
    (HOUSE, "lab/planted.py", "import bluezone.keyserver"),
    (PURE, "protocol/planted.py", "import time"),
    (PURE, "protocol/planted.py", "from os import urandom"),
    (PURE, "phone/agent.py", "import random"),
    (PURE, "keyserver/rules.py", "import sqlite3"),
    (PURE, "authority/planned/rules.py", "import logging"),
    (PURE, "rollout/planned/rules.py", "from django.db import models"),
    (AIR, "authority/planted.py", "import bluezone.radio"),
    (AIR, "rollout/planted.py", "import bluezone.protocol.keys"),
    (AIR, "citizen/planted.py", "from bluezone.protocol import identifiers"),
    (NOBODY, "keyserver/planted.py", "import django.db"),
    (NOBODY, "keyserver/planted.py", "import bluezone.authority"),
    (NOBODY, "keyserver/planted.py", "import bluezone.phone"),
    (WIRE, "lab/planted.py", "import bluezone.keyserver"),
    (WIRE, "portal/planted.py", "import django"),
    (ALONE, "portal/planted.py", "import bluezone.matching"),
    (RECORDS, "keyserver/rules.py", "import bluezone.keyserver.store"),
    (RECORDS, "authority/planned/rules.py", "import bluezone.authority.planned.models"),
    (APPS, "authority/planned/models.py", "import bluezone.authority.planned.services"),
    (APPS, "rollout/planned/queries.py", "import bluezone.rollout.planned.views"),
    (AGENT, "phone/agent.py", "import bluezone.phone.diary"),
    (AGENT, "phone/agent.py", "import bluezone.phone.runtime"),
    (AGENT, "phone/pulling.py", "import bluezone.phone.uploading"),
    (SERVER, "keyserver/rules.py", "import bluezone.keyserver.store"),
    (SERVER, "keyserver/publish.py", "import bluezone.keyserver.codes"),
    (SERVER, "keyserver/parts.py", "import bluezone.keyserver.app"),
    (CIRCLES, "matching/planted.py", "import bluezone.matching.planted_too"),
    (CIRCLES, "cli/planted.py", "import bluezone.cli.planted_too"),
]
"""A contract, a file below `src/bluezone`, and an import that the contract must not bear there."""


def planted_tree(folder: Path) -> Path:
    """A copy of the source with the rooms that later Django apps will have, and modules for circles."""
    tree = folder / "bluezone"
    shutil.copytree(SOURCE, tree, ignore=shutil.ignore_patterns("__pycache__"))
    for app in ["authority/planned", "rollout/planned"]:
        (tree / app).mkdir(parents=True)
        for room in ["__init__", "rules", "models", "queries", "services", "views"]:
            (tree / app / f"{room}.py").touch()
    for circle in ["matching", "cli"]:
        (tree / circle / "planted_too.py").write_text(f"import bluezone.{circle}.planted\n")
        (tree / circle / "planted.py").touch()
    return tree


@pytest.fixture(scope="module")
def copied_tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return planted_tree(tmp_path_factory.mktemp("planted"))


@pytest.fixture
def copy(copied_tree: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The copy, which an import of `bluezone` would find now."""
    monkeypatch.delitem(sys.modules, "bluezone", raising=False)
    monkeypatch.syspath_prepend(str(copied_tree.parent))
    return copied_tree


@pytest.mark.parametrize(("contract", "place", "line"), PLANTS)
def test_a_planted_import_is_caught(copy: Path, contract: str, place: str, line: str) -> None:
    file = copy / place
    before = file.read_text() if file.exists() else None
    file.write_text(f"{before or ''}\n{line}\n")

    try:
        broken = broken_contracts()
    finally:
        file.unlink() if before is None else file.write_text(before)

    assert contract in broken


def test_the_copy_without_a_planted_import_keeps_every_contract(copy: Path) -> None:
    assert broken_contracts() == set()


def test_every_contract_is_kept() -> None:
    assert broken_contracts() == set()


def test_every_contract_has_been_seen_to_catch_something() -> None:
    names = {contract["name"] for contract in read_configuration(str(CONTRACTS))["contracts_options"]}

    assert names == {contract for contract, _, _ in PLANTS}


def test_every_room_of_the_house_is_there() -> None:
    assert {file.parent.name for file in SOURCE.glob("*/__init__.py")} == ROOMS


def test_a_package_opens_with_its_purpose_and_its_public_names_only() -> None:
    allowed = (ast.Expr, ast.Import, ast.ImportFrom, ast.Assign)
    wrong = [
        f"{short(file)}:{statement.lineno}"
        for file in SOURCE.rglob("__init__.py")
        for statement in ast.parse(file.read_text()).body
        if not isinstance(statement, allowed)
    ]

    assert wrong == []


def test_every_module_says_what_it_is() -> None:
    assert [short(file) for file in python_files() if not ast.get_docstring(ast.parse(file.read_text()))] == []


def test_no_module_has_more_than_400_lines() -> None:
    lengths = {short(file): len(file.read_text().splitlines()) for file in python_files()}

    assert {name: length for name, length in lengths.items() if length > 400} == {}


def test_no_function_has_more_than_50_lines() -> None:
    long = {
        f"{short(file)}:{node.lineno} {node.name}": length
        for file in python_files()
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > 50
    }

    assert long == {}


def test_every_function_has_a_home() -> None:
    assert [short(file) for file in python_files() if {file.stem, *file.relative_to(ROOT).parts} & HOMELESS] == []


def test_every_exception_from_a_rule_carries_its_reason() -> None:
    bare = [
        f"{short(file)}:{line} {comment}"
        for file in python_files()
        for line, comment in comments(file)
        if EXCUSE.search(comment) and not REASONED.search(comment)
    ]

    assert bare == []


@pytest.mark.parametrize(
    "comment",
    ["# noqa", "# noqa: E501", "# noqa: E501 -- no", "# type: ignore", "# type: ignore[misc]", "# pragma: no cover"],
)
def test_an_exception_without_a_reason_is_noticed(comment: str) -> None:
    assert EXCUSE.search(comment)
    assert not REASONED.search(comment)


def test_the_locks_name_no_address() -> None:
    for name in ["requirements.lock", "requirements-dev.lock"]:
        lock = (ROOT / name).read_text()

        assert "--hash=sha256:" in lock
        assert "://" not in lock


def test_the_development_lock_holds_the_other() -> None:
    run, dev = (
        set(re.findall(r"^\S+==\S+", (ROOT / name).read_text(), re.MULTILINE))
        for name in ["requirements.lock", "requirements-dev.lock"]
    )

    assert run < dev


def test_no_file_knows_a_machine() -> None:
    assert [short(file) for file in tracked_files() if MACHINE_PATH.search(file.read_bytes())] == []
