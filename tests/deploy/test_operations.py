"""The page that leads an administrator from nothing to two servers: its commands exist, and those for one machine are run."""

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.deploy.box import PAGE, Box, blocks, follow, made
from tests.deploy.words import ROOT, checked_call

from bluezone.cli.people import free_port


def calls() -> list[list[str]]:
    """Every call of `bluezone` on the page, as words: in blocks, and whole ones in sentences."""
    lines = [line for block in blocks() for line in block.replace("\\\n", " ").splitlines()]
    found = [re.search(r"(?:^|\s)bluezone ([a-z].*?)(?:\s+#.*)?$", line) for line in lines]
    spoken = re.findall(r"`bluezone ([a-z][^`]*)`", PAGE.read_text())
    return [shlex.split(text) for text in (*(match[1] for match in found if match), *spoken)]


@pytest.mark.parametrize("block", blocks())
def test_every_block_of_commands_is_something_that_a_shell_understands(block: str) -> None:
    assert subprocess.run(["bash", "-n"], input=block, text=True, check=False).returncode == 0


def test_every_command_of_the_page_exists_with_its_options() -> None:
    found = calls()

    assert len(found) >= 12
    for words in found:
        checked_call(words)


def test_every_unit_that_the_page_names_is_there() -> None:
    named = set(re.findall(r"bluezone-[a-z-]+@?\.(?:service|timer)", "".join(blocks())))

    assert len(named) >= 10
    assert {name for name in named if not (ROOT / "deploy" / "systemd" / name).exists()} == set()


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    ready = made(tmp_path / "boxes", free_port("127.0.0.1"))
    try:
        yield ready
    finally:
        ready.end()


def test_an_administrator_gets_from_nothing_through_a_disaster_with_the_page_in_hand(box: Box) -> None:
    said = follow(box, blocks("run"))

    assert any("verification code" in text for text in said)
    assert not (box.folder / "var/lib/bluezone-keys/keys/root.pem").exists(), "the root key is in the safe"
    assert (box.folder / "var/lib/bluezone-keys.lost").exists(), "the disaster was practised"
