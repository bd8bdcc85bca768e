"""The unit of a token: systemd understands it, it has one right and no other, and it calls a command that there is."""

import re
import shutil
import subprocess
from pathlib import Path

from tests.deploy.words import DEPLOY, checked_call
from tests.tools import required_tool

UNIT = DEPLOY / "systemd" / "bluezone-phone.service"
PROGRAMS = ("/opt/bluezone/.venv/bin/bluezone", "/usr/bin/hciconfig")
MOST_EXPOSED = 3.5
"""More than a server's: it needs a right and the machine's own network."""


def test_systemd_finds_nothing_to_say_about_the_token_s_unit(tmp_path: Path) -> None:
    units = tmp_path / "etc" / "systemd" / "system"
    units.mkdir(parents=True)
    shutil.copy(UNIT, units)
    for program in PROGRAMS:
        place = tmp_path / program.lstrip("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("#!/bin/sh\n")
        place.chmod(0o755)
    shutil.copytree("/usr/lib/systemd/system", tmp_path / "usr" / "lib" / "systemd" / "system", symlinks=True)

    words = [required_tool("systemd-analyze"), "verify", "--man=no", f"--root={tmp_path}"]
    done = subprocess.run(
        [*words, f"/etc/systemd/system/{UNIT.name}"], capture_output=True, text=True, timeout=300, check=False
    )

    assert done.stdout + done.stderr == ""


def test_a_token_has_the_right_to_take_an_adapter_and_no_other() -> None:
    text = UNIT.read_text()

    assert (
        re.findall(r"^(?:AmbientCapabilities|CapabilityBoundingSet)=(.*)$", text, re.MULTILINE) == ["CAP_NET_ADMIN"] * 2
    )
    words = [required_tool("systemd-analyze"), "security", "--offline=true", "--no-pager", str(UNIT)]
    said = subprocess.run(words, capture_output=True, text=True, timeout=300, check=True)
    assert float(re.findall(r"exposure level for \S+: ([0-9.]+)", said.stdout)[0]) <= MOST_EXPOSED


def test_a_token_s_unit_calls_a_command_that_there_is() -> None:
    (call,) = re.findall(r"^ExecStart=(.+)$", UNIT.read_text(), re.MULTILINE)

    program, *words = call.split()
    assert program == PROGRAMS[0]
    checked_call(words)
