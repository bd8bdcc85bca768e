"""Every block of docs/operations.md that one machine allows, in order: from nothing through key changes and a disaster."""

from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep

from benchmarks.measure import Measure
from tests.deploy.box import blocks, follow, made

from bluezone.cli.people import free_port
from bluezone.protocol.trust import index_in

PATIENCE_SECONDS = 60


def measures() -> list[Measure]:
    """Type the whole page; the export key is the second afterwards, the mirror holds an index."""
    page = blocks("run", "soak")
    with TemporaryDirectory() as folder:
        box = made(Path(folder) / "boxes", free_port("127.0.0.1"))
        try:
            follow(box, page)
            listed = box.types("bluezone keys list --data /var/lib/bluezone-keys").stdout
            mirrored = appearing(box.folder / "srv" / "mirror" / "exports" / "index.json")
        finally:
            box.end()
    changed = "452-v2" in listed and "feed-2" in listed
    return [
        Measure("blocks of the page that were run", len(page), "blocks"),
        Measure("keys are the changed ones after the disaster", int(changed), "", aim="1", met=changed),
        Measure("number of the mirrored index", index_in(mirrored).sequence, ""),
    ]


def appearing(path: Path) -> bytes:
    """Return what lies at a path once it is there: the mirror is filled beside everything else."""
    deadline = monotonic() + PATIENCE_SECONDS
    while not path.exists() and monotonic() < deadline:
        sleep(0.1)
    return path.read_bytes()
