"""Two boxes on one machine, in a folder: the shell of an administrator, and what of systemd the units need.

`python box.py UNIT …` is the `systemctl` of that shell: it starts a unit's own command with the unit's own environment
and credentials, a service that stays in the background, one that ends in the foreground.
"""

import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
COMMAND = f'"{sys.executable}" -c "import sys; from bluezone.cli import main; sys.exit(main())"'
PLACES = ("/etc/bluezone", "/var/lib/", "/var/backups", "/mnt/safe", "/srv/mirror", "/etc/systemd", "/etc/caddy")
SHELL = """\
set -euo pipefail
bluezone() {{ {command} "$@"; }}
sudo() {{ [ "$1" != -u ] || shift 2; "$@"; }}
chown() {{ :; }}
systemctl() {{ "{python}" "{stub}" "$@"; }}
install() {{ local kept=(); for word; do [[ $word == --owner=* || $word == --group=* ]] || kept+=("$word"); done; command install "${{kept[@]}}"; }}
"""
LAST_SECONDS = 30
ASKED = "BLUEZONE_KEYSERVER=http://127.0.0.1:"
PAGE = ROOT / "docs" / "operations.md"
BLOCK = re.compile(r"^```sh( run| soak)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(*marks: str) -> list[str]:
    """The page's blocks of commands in its order: those with one of the marks, or all."""
    return [text for mark, text in BLOCK.findall(PAGE.read_text()) if not marks or mark.strip() in marks]


@dataclass(frozen=True)
class Box:
    """Where everything of both boxes lies, and the port that stands for 8080."""

    folder: Path
    port: int

    def here(self, text: str) -> str:
        """The text with this folder's places instead of a machine's."""
        for place in PLACES:
            text = text.replace(place, f"{self.folder}{place}")
        return text.replace("/opt/bluezone", str(ROOT)).replace("8080", str(self.port))

    def environment(self) -> dict[str, str]:
        own = {"BOX_FOLDER": str(self.folder), "BOX_PORT": str(self.port), "PYTHONPATH": str(ROOT / "src")}
        return {**os.environ, **own, "COLUMNS": "200"}

    def types(self, block: str) -> subprocess.CompletedProcess[str]:
        """Run a block of the page as an administrator would."""
        head = SHELL.format(command=COMMAND, python=sys.executable, stub=Path(__file__))
        return subprocess.run(
            ["bash", "-c", head + self.here(block)],
            env=self.environment(),
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def end(self) -> None:
        """Stop what still runs."""
        for held in self.folder.glob("*.pid"):
            stop(held)


def made(folder: Path, port: int) -> Box:
    """Two boxes as Debian leaves them."""
    for place in ("etc/bluezone", "var/lib", "mnt", "srv"):
        (folder / place).mkdir(parents=True)
    return Box(folder, port)


def follow(box: Box, page: list[str]) -> list[str]:
    """Type block after block, fill in what the page asks to fill in, and return what was said."""
    said = []
    for block in page:
        done = box.types(block)
        logs = "\n".join(path.read_text()[-3000:] for path in box.folder.glob("*.log"))
        assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}\n{logs}"
        said.append(done.stdout)
        file = box.folder / "etc" / "bluezone" / "people.env"
        if file.exists():
            file.write_text(
                re.sub(r"^BLUEZONE_KEYSERVER=.*$", f"{ASKED}{box.port}", file.read_text(), flags=re.MULTILINE)
            )
    return said


def settings(unit: str, box: Box) -> dict[str, str]:
    """The environment that a unit gives its command."""
    lines = [box.here(placed(line, box)) for line in re.findall(r"^Environment=(.+)$", unit, re.MULTILINE)]
    for path in re.findall(r"^EnvironmentFile=-?(.+)$", unit, re.MULTILINE):
        lines += Path(box.here(path)).read_text().splitlines()
    named = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name: value for name, _, value in named}


def placed(text: str, box: Box) -> str:
    return text.replace("%S", "/var/lib").replace("%d", f"{box.folder}/credentials")


def start(name: str, box: Box) -> None:
    unit = (ROOT / "deploy" / "systemd" / f"{name}.service").read_text()
    for user in re.findall(r"^StateDirectory=(.+)$", unit, re.MULTILINE):
        Path(box.here(f"/var/lib/{user}")).mkdir(mode=0o700, parents=True, exist_ok=True)
    for credential, source in re.findall(r"^LoadCredential=(.+):(.+)$", unit, re.MULTILINE):
        place = box.folder / "credentials" / credential
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(Path(box.here(source)).read_bytes())
    environment = {**box.environment(), **settings(unit, box)}
    for call in re.findall(r"^ExecStart=(?:/opt/bluezone/.venv/bin/bluezone) (.+)$", unit, re.MULTILINE):
        words = box.here(placed(call, box)).split()
        words = [re.sub(r"\${(\w+)}", lambda found: environment[found[1]], word) for word in words]
        program = [sys.executable, "-c", "import sys; from bluezone.cli import main; sys.exit(main())", *words]
        if "Type=oneshot" in unit:
            subprocess.run(program, env=environment, check=True)
        else:
            log = (box.folder / f"{name}.log").open("ab")
            child = subprocess.Popen(program, env=environment, stdout=log, stderr=log, start_new_session=True)
            (box.folder / f"{name}.pid").write_text(str(child.pid))


def stop(held: Path) -> None:
    """End a process and wait until it is gone; whoever adopted it reaps it."""
    if not held.exists():
        return
    number = int(held.read_text())
    held.unlink()
    try:
        os.kill(number, signal.SIGTERM)
        waiting = os.pidfd_open(number)
    except ProcessLookupError:
        return
    import select  # noqa: PLC0415 -- needed here alone

    select.select([waiting], [], [], LAST_SECONDS)
    os.close(waiting)


def main(words: list[str]) -> None:
    box = Box(Path(os.environ["BOX_FOLDER"]), int(os.environ["BOX_PORT"]))
    verb, *names = [word for word in words if not word.startswith("--")]
    for name in (each.removesuffix(".service") for each in names):
        if verb in {"stop", "restart"}:
            stop(box.folder / f"{name}.pid")
        if verb in {"start", "restart", "enable"}:
            start(name, box)


if __name__ == "__main__":
    main(sys.argv[1:])
