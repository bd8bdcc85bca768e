"""The runner of the benchmarks: which it finds, and how it shows them."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from benchmarks import runner
from benchmarks.measure import Measure
from rich.console import Console

QUICK = """\
from benchmarks.measure import Measure


def measures() -> list[Measure]:
    return [Measure("sums", 1234567, "sums/s", reference="one by one", reference_value=1000, ratio=1234.567,
                    aim="ratio >= 10", met=True), Measure("memory", 3.14159, "MiB", aim="<= 3 MiB", met=False)]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of benchmarks in the place of the real one."""
    monkeypatch.setattr(runner, "FOLDER", tmp_path)
    monkeypatch.setattr("benchmarks.__path__", [str(tmp_path), *__import__("benchmarks").__path__])
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Threads run the planted modules: a fresh process would not find them."""
    monkeypatch.setattr(runner, "ProcessPoolExecutor", lambda workers, **_: ThreadPoolExecutor(workers))


def test_every_benchmark_is_found_by_its_name() -> None:
    assert runner.modules(soak=False)["matching"] == "benchmarks.matching"


def test_long_campaigns_are_run_only_when_asked_for(folder: Path) -> None:
    (folder / "sums.py").write_text(QUICK)
    (folder / "soak_sums.py").write_text(QUICK)
    (folder / "no_benchmark.py").write_text("measures = None\n")

    assert runner.modules(soak=False) == {"sums": "benchmarks.sums"}
    assert runner.modules(soak=True) == {"sums": "benchmarks.soak_sums"}


@pytest.mark.usefixtures("in_this_process")
def test_figures_stand_beside_their_references(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "quick_sums.py").write_text(QUICK)

    assert runner.main(["--json", str(folder / "figures.json")]) == 0

    shown = capsys.readouterr().out
    assert "1,234,567 sums/s" in shown
    assert "1,000 one by one" in shown
    assert "missed" in shown
    assert " cores · " in shown
    written = json.loads((folder / "figures.json").read_text())
    assert [measure["met"] for measure in written["outcomes"][0]["measures"]] == [True, False]


@pytest.mark.usefixtures("in_this_process")
def test_a_benchmark_that_fails_is_named_and_the_others_run(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a_broken_one.py").write_text("\ndef measures():\n    raise ZeroDivisionError('nothing to measure')\n")
    (folder / "b_sound_one.py").write_text(QUICK)

    assert runner.main([]) == 1

    shown = capsys.readouterr().out
    assert "failed: ZeroDivisionError: nothing to measure" in shown
    assert "1,234,567 sums/s" in shown


def test_a_benchmark_runs_alone_in_a_fresh_process(capsys: pytest.CaptureFixture[str]) -> None:
    outcome = runner.run("measure", "benchmarks.measure", Console())

    assert outcome.error.startswith("AttributeError: module 'benchmarks.measure' has no attribute 'measures'")


def test_an_unknown_name_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "sums.py").write_text(QUICK)

    assert runner.main(["nonsense"]) == 2

    assert capsys.readouterr().err == "There is no nonsense; there are sums.\n"


@pytest.mark.parametrize(
    ("value", "text"), [(None, ""), (0.012345, "0.0123"), (99.5, "99.5"), (100, "100"), (1234567.8, "1,234,568")]
)
def test_a_figure_has_the_digits_that_count(value: float | None, text: str) -> None:
    assert runner.figure(value) == text


def test_a_measure_needs_no_reference() -> None:
    assert Measure("memory", 1, "MiB").met is None
