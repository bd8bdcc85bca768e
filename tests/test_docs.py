"""What the documents say is there: tests, commands, policies, files, headings and names in the code."""

import ast
import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from bluezone.cli.contents import commands, typer_command
from bluezone.protocol import risk
from bluezone.protocol.risk import RiskPolicy

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("changelog.d/*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
NAMED_TEST = re.compile(r"`(tests/[\w/.]+\.py)::(test_\w+)`")


def text_of(page: str) -> str:
    return (ROOT / page).read_text()


def prose(page: Path) -> str:
    """A page without its blocks of code."""
    return re.sub(r"^```.*?^```", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)


def short(page: Path) -> str:
    return str(page.relative_to(ROOT))


# Bad input


def rows(page: str) -> list[list[str]]:
    """The cells of each row of the tables of a page, without the headings."""
    lines = [line.strip("|").split("|") for line in text_of(page).splitlines() if line.startswith("|")]
    return [
        [cell.strip() for cell in row]
        for row in lines
        if not set("".join(row)) <= set(" -") and row[0] not in {" what comes ", " threat "}
    ]


def names_of_tests(file: Path) -> set[str]:
    return {
        node.name
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def test_bad_input_has_its_table() -> None:
    assert len(rows("docs/bad-input.md")) >= 13


@pytest.mark.parametrize("row", rows("docs/bad-input.md"), ids=lambda row: row[0])
def test_each_phrase_of_bad_input_names_tests_that_exist(row: list[str]) -> None:
    phrase, answer, cell = row
    named = NAMED_TEST.findall(cell)

    assert phrase
    assert answer
    assert named, f"{phrase}: no test is named"
    for file, name in named:
        assert (ROOT / file).is_file(), file
        assert name in names_of_tests(ROOT / file), f"{file} has no {name}"


# Threats

STRIDE = "STRIDE"
THREAT = re.compile(r"(\d+)([STRIDE])\d+")


def threats() -> list[list[str]]:
    return [row for row in rows("docs/threat-model.md") if THREAT.fullmatch(row[0])]


def test_the_threats_cover_every_flow_and_every_letter() -> None:
    found = [THREAT.fullmatch(row[0]) for row in threats()]
    flows = {int(one[1]) for one in found if one}

    assert flows == set(range(1, 15))
    assert {one[2] for one in found if one} == set(STRIDE)
    assert len({row[0] for row in threats()}) == len(found) >= 75


@pytest.mark.parametrize("row", threats(), ids=lambda row: row[0])
def test_each_threat_names_the_test_that_holds_it_or_why_it_is_accepted(row: list[str]) -> None:
    _, where, threat, answer, cell = row
    named = NAMED_TEST.findall(cell)

    assert where
    assert threat
    assert named or "accepted" in cell, f"{threat}: neither a test nor a reason"
    assert answer != "—" or "accepted" in cell
    for file, name in named:
        assert name in names_of_tests(ROOT / file), f"{file} has no {name}"


# Commands


def paths(name: str) -> set[str]:
    """A command's words, or those of each command of its group."""
    found: Any = typer_command(commands()[name])
    return {f"{name} {word}" for word in getattr(found, "commands", {})} or {name}


@pytest.mark.parametrize("name", commands())
def test_the_list_of_commands_is_complete_and_true(name: str) -> None:
    documented = set(re.findall(r"^\| `bluezone ([\w -]+)` \|", text_of("docs/commands.md"), re.MULTILINE))

    assert {words for words in documented if words.split()[0] == name} == paths(name)


def test_the_list_of_commands_names_no_other() -> None:
    documented = set(re.findall(r"^\| `bluezone ([\w-]+)", text_of("docs/commands.md"), re.MULTILINE))

    assert documented == set(commands())


@pytest.mark.parametrize("page", PAGES, ids=short)
def test_a_page_speaks_only_of_commands_that_exist(page: Path) -> None:
    spoken_of = set(re.findall(r"`(?:\./dev run )?bluezone ([a-z][a-z-]*)", page.read_text()))

    assert spoken_of <= set(commands())


# Policies


def policies() -> list[RiskPolicy]:
    return [value for value in vars(risk).values() if isinstance(value, RiskPolicy)]


def test_there_is_a_policy() -> None:
    assert policies()


@pytest.mark.parametrize("policy", policies(), ids=lambda policy: f"policy {policy.version}")
def test_every_risk_policy_is_documented(policy: RiskPolicy) -> None:
    page = text_of("docs/rules.md")

    assert re.search(rf"\bpolicy {policy.version}\b", page, re.IGNORECASE)
    for number in [policy.near_max_attenuation_db, policy.close_contact.seconds // 60]:
        assert re.search(rf"\b{number}\b", page)


# Links and names


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ +(.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=short)
def test_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(prose(page)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        led = (page.parent / path).resolve() if path else page

        assert led.exists(), f"{short(page)}: {target}"
        assert not anchor or anchor in anchors(led), f"{short(page)}: {target}"


def found_in_code(dotted: str) -> bool:
    """Whether a name such as `bluezone.protocol.keys.day_key` can be imported."""
    parts = dotted.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found = import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for name in parts[cut:]:
            if not hasattr(found, name):
                return False
            found = getattr(found, name)
        return True
    return False


@pytest.mark.parametrize("page", PAGES, ids=short)
def test_names_of_the_code_are_in_the_code(page: Path) -> None:
    named = set(re.findall(r"`(bluezone(?:\.\w+)+)(?:\(\))?`", page.read_text()))

    assert {name for name in named if not found_in_code(name)} == set()


def test_a_name_that_is_gone_is_noticed() -> None:
    assert found_in_code("bluezone.protocol.errors.RuleViolation")
    assert not found_in_code("bluezone.protocol.errors.NoSuchError")
    assert not found_in_code("bluezone.nowhere")


@pytest.mark.parametrize("page", PAGES, ids=short)
def test_files_of_the_repository_are_where_a_page_says(page: Path) -> None:
    named = set(re.findall(r"`((?:src|docs|tests|benchmarks|deploy)/[\w./-]+)`", page.read_text()))

    assert {name for name in named if not (ROOT / name).exists()} == set()
