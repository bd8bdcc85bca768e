"""How a probe's report is shown: to a person, to a program, to Prometheus by its textfile collector. Pure."""

import json
from collections.abc import Iterator
from typing import Final

from bluezone.cli.probing.rules import SENTENCES, Level, Name, Report, level

EXIT: Final = {Level.OK: 0, Level.WARNING: 5, Level.BROKEN: 6}
"""The exit code by the worst that was found."""
PLAYBOOKS: Final = "docs/playbooks"


def playbook(name: str) -> str:
    """Return where it is written what to do."""
    return f"{PLAYBOOKS}/{name}.md"


def lines(report: Report) -> Iterator[str]:
    """Yield a report in words."""
    if not report.names:
        yield "ok: a report goes all its way, and everything that phones read is fresh."
    for name in report.names:
        yield f"{level(name).name.lower()}: {name}: {SENTENCES[name]} What to do: {playbook(name)}"


def as_json(report: Report) -> str:
    """Return a report as one line of JSON."""
    found = [
        {"name": name, "level": level(name).name.lower(), "says": SENTENCES[name], "playbook": playbook(name)}
        for name in report.names
    ]
    said = {"at": report.at.isoformat(), "level": report.level.name.lower(), "found": found, "figures": report.figures}
    return json.dumps(said)


def textfile(report: Report) -> str:
    """Return a report for the textfile collector of Prometheus's node exporter: every name, wrong (1) or not (0)."""
    found = ["# TYPE bluezone_probe_wrong gauge"]
    found += [f'bluezone_probe_wrong{{name="{name}"}} {int(name in report.names)}' for name in Name]
    figures = {"level": float(report.level), "last_run_timestamp_seconds": report.at.timestamp(), **report.figures}
    for name, value in figures.items():
        found += [f"# TYPE bluezone_probe_{name} gauge", f"bluezone_probe_{name} {value!r}"]
    return "\n".join(found) + "\n"
