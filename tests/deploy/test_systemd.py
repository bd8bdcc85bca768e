"""The systemd units say what systemd understands, shut themselves in, and call commands that there are."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.deploy.words import DEPLOY, VARIABLE, checked_call, variables_read
from tests.tools import required_tool

UNITS = DEPLOY / "systemd"
NAMES = sorted(path.name for path in UNITS.glob("bluezone-*.*") if not path.name.startswith("bluezone-phone"))
SERVICES = [name for name in NAMES if name.endswith(".service")]
BLUEZONE = "/opt/bluezone/.venv/bin/bluezone"
MOST_EXPOSED = 1.5
"""The scale of systemd reaches from 0, shut in, to 10; a service without a word scores 9.6."""
SHUT_IN = "# What follows is the same in every unit of Bluezone"


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a box on which Bluezone is installed: the units, the programs that they start, systemd's own."""
    root = tmp_path_factory.mktemp("box")
    units = root / "etc" / "systemd" / "system"
    units.mkdir(parents=True)
    for name in NAMES:
        shutil.copy(UNITS / name, units)
    for program in (BLUEZONE, "/usr/bin/logger"):
        place = root / program.lstrip("/")
        place.parent.mkdir(parents=True)
        place.write_text("#!/bin/sh\n")
        place.chmod(0o755)
    shutil.copytree("/usr/lib/systemd/system", root / "usr" / "lib" / "systemd" / "system", symlinks=True)
    return root


def verified(box: Path, *names: str) -> str:
    started = [f"/etc/systemd/system/{name.replace('@.', '@some.')}" for name in names]
    words = [required_tool("systemd-analyze"), "verify", "--man=no", f"--root={box}", *started]
    done = subprocess.run(words, capture_output=True, text=True, timeout=300, check=False)
    return done.stdout + done.stderr


def test_systemd_finds_nothing_to_say_about_the_units(box: Path) -> None:
    assert verified(box, *NAMES) == ""


def test_a_misspelt_word_in_a_unit_would_be_noticed(box: Path) -> None:
    text = (UNITS / "bluezone-keyserver.service").read_text()
    (box / "etc/systemd/system/bluezone-planted.service").write_text(text.replace("ProtectHome=", "ProtectHomes="))

    assert "Unknown key 'ProtectHomes'" in verified(box, "bluezone-planted.service")


def test_every_service_is_shut_in(box: Path) -> None:
    analyze = required_tool("systemd-analyze")

    scores = {}
    for name in SERVICES:
        words = [analyze, "security", "--offline=true", "--no-pager", str(UNITS / name)]
        said = subprocess.run(words, capture_output=True, text=True, timeout=300, check=True)
        scores[name] = float(re.findall(r"exposure level for \S+: ([0-9.]+)", said.stdout)[0])

    assert len(scores) >= 12
    assert max(scores.values()) <= MOST_EXPOSED, scores


def test_all_services_are_shut_in_alike() -> None:
    blocks = {(UNITS / name).read_text().partition(SHUT_IN)[2].partition("\n\n")[0].strip() for name in SERVICES}

    assert len(blocks) == 1
    assert "MemoryDenyWriteExecute=yes" in blocks.pop()


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_calls_a_command_that_there_is(name: str) -> None:
    calls = re.findall(r"^ExecStart=(.+)$", (UNITS / name).read_text(), re.MULTILINE)

    assert calls
    for call in calls:
        program, *words = call.split()
        if name != "bluezone-alert@.service":
            assert program == BLUEZONE
            checked_call(words)


def test_every_timer_starts_a_service_and_every_user_is_made() -> None:
    users = set(re.findall(r"^u (\S+)", (UNITS / "bluezone.sysusers.conf").read_text(), re.MULTILINE))
    named = {user for name in SERVICES for user in re.findall(r"^User=(\S+)", (UNITS / name).read_text(), re.MULTILINE)}

    assert {name.replace(".timer", ".service") for name in NAMES if name.endswith(".timer")} <= set(SERVICES)
    assert named == users


def test_units_and_their_variables_hold_no_secret_and_name_what_is_read() -> None:
    texts = [path.read_text() for path in (*UNITS.glob("bluezone-*"), *(UNITS / "etc").iterdir())]
    own = {"BLUEZONE_REGION", "BLUEZONE_HEALTH_AUTHORITY"}
    """Words that a unit hands on as an option."""

    assert {found for text in texts for found in VARIABLE.findall(text)} <= variables_read() | own
    assert not re.search(r"://[^/@\s]+:[^/@\s]+@", "".join(texts)), "a password stands in an address"


def test_the_keyserver_s_box_can_be_reached_by_itself_only_and_the_two_halves_have_two_users() -> None:
    keyserver = (UNITS / "bluezone-keyserver.service").read_text()
    people = (UNITS / "bluezone-console.service").read_text()

    assert "IPAddressDeny=any\nIPAddressAllow=localhost\n" in keyserver
    assert ("User=bluezone-keys\n" in keyserver, "User=bluezone-people\n" in people) == (True, True)


@pytest.mark.parametrize("name", ["keyserver", "site", "console", "worker", "feeds"])
def test_a_server_starts_after_the_machine_knows_the_time(name: str) -> None:
    unit = (UNITS / f"bluezone-{name}.service").read_text()

    for word in ("After", "Wants"):
        named = re.findall(rf"^{word}=(.+)$", unit, re.MULTILINE)
        assert "time-sync.target" in " ".join(named).split()
