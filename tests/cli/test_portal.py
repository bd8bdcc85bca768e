"""`bluezone portal` as a person at a venue meets it."""

import json
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from typer.testing import CliRunner

from bluezone.cli import main
from bluezone.cli.portal import app
from bluezone.portal.rules.places import Tier

PLACE = ("--venue", "Bến xe Lai Châu", "--unit", "03124", "--site", "https://bluezone.laichau.example")
ROOT = Path(__file__).parents[2]
LIGHT = """\
import sys
from importlib.abc import MetaPathFinder

ALLOWED = {allowed} | set(sys.stdlib_module_names)

class Refuse(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] not in ALLOWED and not name.startswith("_sysconfigdata"):
            raise ModuleNotFoundError(f"a gateway box has no {{name}}", name=name)

sys.meta_path.insert(0, Refuse())
from bluezone.cli import main
sys.exit(main(sys.argv[1:]))
"""


def brought_by(extra: str) -> set[str]:
    """The modules that `pip install 'bluezone[extra]'` brings, with all that they need themselves."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [Requirement(line) for line in (f"bluezone[{extra}]", *project["dependencies"])]
    found = set[str]()
    while wanted:
        each = wanted.pop()
        if each.name == "bluezone":
            lines = [line for name in each.extras for line in project["optional-dependencies"][name]]
        else:
            lines = [] if each.name in found else requires(each.name) or []
        found.add(each.name)
        wanted += [
            more for more in map(Requirement, lines) if more.marker is None or more.marker.evaluate({"extra": ""})
        ]
    named = {canonicalize_name(name) for name in found}
    return {
        module
        for module, names in packages_distributions().items()
        if named & {canonicalize_name(name) for name in names}
    } | {"bluezone"}


@pytest.mark.parametrize("tier", Tier)
def test_a_new_user_answers_four_questions_and_is_told_what_to_read_first(tier: Tier, tmp_path: Path) -> None:
    answers = f"{tier.value}\nBến xe Lai Châu\n03124\nhttps://bluezone.laichau.example\n"

    said = CliRunner().invoke(app, ["plan", str(tmp_path / "wifi")], input=answers)

    assert said.exit_code == 0, said.output
    assert "README.vi.md" in said.output
    assert (tmp_path / "wifi" / "README.vi.md").read_text().startswith("# Bến xe Lai Châu")


def test_a_wrong_answer_is_asked_again_and_the_others_are_kept(tmp_path: Path) -> None:
    answers = "7\nnone\n0\n\u202e\nBến xe\n0/3\n03124\nhttp://a.example\nhttps://a.example\n"

    said = CliRunner().invoke(app, ["plan", str(tmp_path / "wifi")], input=answers)

    assert said.exit_code == 0, said.output
    assert said.output.count("a number from 0 to 4") == 2
    assert said.output.count("has a name") == said.output.count("letters, digits and hyphens") == 1
    assert (tmp_path / "wifi" / "README.vi.md").read_text().startswith("# Bến xe:")


def test_a_plan_says_in_json_what_it_wrote(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["portal", "plan", str(tmp_path), "--tier", "3", *PLACE, "--json"])

    said = json.loads(capsys.readouterr().out)
    assert said["tier"] == 3
    assert {str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*") if file.is_file()} == set(said["files"])


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("plan", "{}", "--tier", "1", *PLACE[:5], "http://a.example"), 3),
        (("plan", "{}", "--tier", "3", *PLACE, "--network", "nonsense"), 3),
        (("plan", "{}", "--tier", "7", *PLACE), 2),
        (("serve", "--folder", "{}"), 4),
        (("plan", "{}/file", "--tier", "0", *PLACE), 4),
        (("serve", "--folder", "{}/file"), 4),
        (("check", "--report", "https://a.example"), 2),
        (("check", "--report", "nonsense", "--key", "k"), 3),
        (("check", "--authorities", "{}/none.pem"), 1),
    ],
)
def test_what_cannot_be_done_is_said_with_its_code(words: tuple[str, ...], code: int, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    try:
        found = main(["portal", *(word.format(tmp_path) for word in words)])
    except SystemExit as left:
        found = int(left.code or 0)

    assert found == code


def test_a_machine_that_cannot_ask_a_dhcp_server_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    found = main(["portal", "check", "--interface", "wlan0"])

    assert found == 4
    assert "root and udhcpc" in capsys.readouterr().err


def test_a_tier_that_nobody_offers_is_refused(tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["plan", str(tmp_path)], input="9\n").exit_code != 0


def test_a_certificate_that_is_none_is_malformed(tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        main(["portal", "plan", str(tmp_path), "--tier", "3", *PLACE, "--json"])
    nonsense = tmp_path / "nonsense.pem"
    nonsense.write_text("nonsense")

    words = ("--folder", str(tmp_path), "--certificate", str(nonsense), "--private-key", str(nonsense))

    assert main(["portal", "serve", *words]) == 1


@pytest.mark.parametrize(
    ("extra", "words", "code", "said"),
    [
        ("portal", ("plan", "{}", "--tier", "3", *PLACE), 0, "README.vi.md"),
        ("portal", ("check", "--report", "nonsense", "--key", "k"), 3, "http or https"),
        ("cli", ("serve", "--folder", "{}"), 4, "bluezone portal plan"),
        ("cli", ("watch", "--help"), 0, "Let go of the notice"),
        ("cli", ("plan", "{}", "--tier", "0", *PLACE), 4, "bluezone[portal]"),
    ],
)
def test_the_portal_stands_alone_on_what_its_extra_brings(
    extra: str, words: tuple[str, ...], code: int, said: str, tmp_path: Path
) -> None:
    modules = brought_by(extra)
    assert not {"django", "numpy", "starlette"} & modules

    ran = subprocess.run(
        [sys.executable, "-c", LIGHT.format(allowed=modules), "portal", *(word.format(tmp_path) for word in words)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == code, ran.stderr
    assert said in ran.stdout + ran.stderr
