"""The launcher: what it says, and when it installs again."""

import ast
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest
from tests.whole_coverage import PURE

ROOT = Path(__file__).parent.parent
DEV = ROOT / "dev"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone that holds only what the launcher looks at."""
    for name in ["dev", "pyproject.toml"]:
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "requirements.lock").write_text("small==1\n")
    (tmp_path / "requirements-dev.lock").write_text("small==1\nlarge==1\n")
    return tmp_path


@pytest.fixture
def launcher(clone: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The clone's launcher, whose installations are written down instead of done."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    loader = SourceFileLoader("launcher", str(clone / "dev"))
    spec = spec_from_loader("launcher", loader)
    assert spec is not None
    module = module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "launcher", module)
    loader.exec_module(module)
    module.done = []  # type: ignore[attr-defined]  # a notebook for this test

    def make() -> None:
        module.ENVIRONMENT.mkdir(exist_ok=True)
        module.MARK.unlink(missing_ok=True)
        module.done.append("environment")

    monkeypatch.setattr(module, "make_environment", make)
    monkeypatch.setattr(module, "install_packages", lambda lock: module.done.append(lock.name))
    monkeypatch.setattr(module, "install_project", lambda: module.done.append("project"))
    monkeypatch.setattr(module, "usable", lambda: True)
    return module


def test_help_reads_like_a_table_of_contents() -> None:
    ran = subprocess.run([DEV, "--help"], capture_output=True, text=True, check=True)

    words = [line.split()[0] for line in ran.stdout.splitlines() if line.startswith("  ")]
    assert words == ["demo", "run", "test", "check", "bench", "soak", "lock"]


def test_every_command_of_the_help_is_there(launcher: ModuleType) -> None:
    assert list(launcher.COMMANDS) == ["demo", "run", "test", "check", "bench", "soak", "lock"]


@pytest.mark.parametrize("words", [["nonsense"], ["run"], ["check", "nonsense"]])
def test_a_wrong_call_prepares_nothing(clone: Path, words: list[str]) -> None:
    ran = subprocess.run([clone / "dev", *words], capture_output=True, text=True, check=False)

    assert ran.returncode == 2
    assert ran.stderr.startswith("./dev ")
    assert not (clone / ".venv").exists()


def test_an_old_python_is_told_what_is_needed() -> None:
    code = "import sys; sys.version_info = (3, 10, 4); exec(open('dev').read())"

    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)

    assert ran.returncode == 1
    assert ran.stderr == "Bluezone needs Python 3.11 or newer; this is Python 3.10.\n"


def test_an_old_python_can_read_the_launcher() -> None:
    ast.parse(DEV.read_text(), feature_version=(3, 7))


def test_a_fresh_clone_is_prepared_once(launcher: ModuleType) -> None:
    launcher.prepare(launcher.RUN_LOCK)
    launcher.prepare(launcher.RUN_LOCK)

    assert launcher.done == ["environment", "requirements.lock", "project"]


def test_the_development_lock_serves_every_command(launcher: ModuleType) -> None:
    launcher.prepare(launcher.RUN_LOCK)
    launcher.prepare(launcher.DEV_LOCK)
    launcher.prepare(launcher.RUN_LOCK)

    assert launcher.done[3:] == ["requirements-dev.lock", "project"]


def test_a_changed_lock_is_installed_into_the_same_environment(launcher: ModuleType) -> None:
    launcher.prepare(launcher.RUN_LOCK)
    launcher.RUN_LOCK.write_text("small==2\n")

    launcher.prepare(launcher.RUN_LOCK)

    assert launcher.done[3:] == ["requirements.lock", "project"]


def test_changed_settings_cost_no_installation_of_packages(launcher: ModuleType, clone: Path) -> None:
    launcher.prepare(launcher.RUN_LOCK)
    (clone / "pyproject.toml").write_text("[project]\n")

    launcher.prepare(launcher.RUN_LOCK)

    assert launcher.done[3:] == ["project"]


def test_an_installation_that_was_cut_short_is_begun_again(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    launcher.prepare(launcher.RUN_LOCK)
    launcher.done.clear()

    def killed(lock: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(launcher, "install_packages", killed)
        launcher.RUN_LOCK.write_text("small==2\n")
        with pytest.raises(KeyboardInterrupt):
            launcher.prepare(launcher.RUN_LOCK)
    launcher.prepare(launcher.RUN_LOCK)

    assert launcher.done == ["environment", "requirements.lock", "project"]


def test_a_clone_that_was_moved_is_prepared_anew(launcher: ModuleType) -> None:
    launcher.prepare(launcher.RUN_LOCK)
    launcher.STAMP.write_text(launcher.STAMP.read_text().replace(str(launcher.ROOT), "elsewhere"))
    launcher.done.clear()

    launcher.prepare(launcher.RUN_LOCK)

    assert launcher.done == ["environment", "requirements.lock", "project"]


@pytest.mark.parametrize("stamp", ["", "{", "[]", '"text"', "\0"])
def test_a_spoilt_stamp_is_not_trusted(launcher: ModuleType, stamp: str) -> None:
    launcher.prepare(launcher.RUN_LOCK)
    launcher.STAMP.write_text(stamp)

    assert launcher.known_stamp() == {}


def test_a_second_launcher_waits_for_the_first(launcher: ModuleType) -> None:
    turn = launcher.take_turn()
    code = f"import runpy; runpy.run_path({str(launcher.ROOT / 'dev')!r})['take_turn'](); print('my turn')"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as second:
        assert second.stdout is not None
        first_line = second.stdout.readline()
        time.sleep(0.1)
        waiting = second.poll() is None
        os.close(turn)
        rest, _ = second.communicate(timeout=60)

    assert first_line == "Waiting for another ./dev that prepares .venv\n"
    assert waiting
    assert rest == "my turn\n"


def test_the_project_is_installed_without_a_build(launcher: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    site = launcher.ENVIRONMENT / "lib"
    launcher.PROGRAMS.mkdir(parents=True)
    site.mkdir()
    (site / "bluezone-0.0.1.dist-info").mkdir()
    monkeypatch.setattr(launcher, "site_packages", lambda: site)

    launcher.install_project()

    assert (site / "bluezone-src.pth").read_text() == f"{launcher.ROOT / 'src'}\n"
    assert [folder.name for folder in site.glob("*.dist-info")] == ["bluezone-0.1.0.dist-info"]
    assert os.access(launcher.PROGRAMS / "bluezone", os.X_OK)


def test_a_step_of_the_check_keeps_its_last_line_and_its_failure(
    launcher: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    launcher.PROGRAMS.mkdir(parents=True)
    (launcher.PROGRAMS / "three-failed").write_text("#!/bin/sh\necho working\necho '3 failed'\necho\nexit 1\n")
    (launcher.PROGRAMS / "three-failed").chmod(0o755)

    result = launcher.take_step("tests", ["three-failed", "--now"])

    assert (result.name, result.passed, result.last_line) == ("tests", False, "3 failed")
    assert "tests: FAILED in" in capsys.readouterr().out


def test_a_check_goes_on_after_a_failure_and_closes_with_the_tests(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def step(name: str, command: Sequence[str]) -> object:
        return launcher.Result(name, passed=name != "lint", seconds=1.0, last_line=f"the last line of {name}")

    monkeypatch.setattr(launcher, "take_step", step)
    monkeypatch.chdir(launcher.ROOT)

    assert launcher.check([]) == 1

    printed = capsys.readouterr().out.splitlines()
    assert "FAILED lint          1.0 s" in printed
    assert "ok     coverage      1.0 s" in printed
    assert printed[-1] == "the last line of tests"


def test_every_module_of_rules_must_be_covered_whole() -> None:
    source = ROOT / "src"
    modules = [".".join(file.relative_to(source).with_suffix("").parts) for file in source.rglob("rules.py")]

    assert modules
    assert set(modules) <= set(PURE)


def test_progress_counts_what_pip_has_met(launcher: ModuleType) -> None:
    lines = ["Ignoring colorama: markers", "Collecting small==1", "  Downloading small.whl", "Collecting large==1"]

    assert launcher.progress(lines, 7) == "3 of 7 packages fetched"
