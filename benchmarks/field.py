"""A thousand devices come back into the network within ten minutes, each with two hundred visits, against the site as
`bluezone people serve` opens it.

Each sync is what a telephone does: it hands its visits in, signed, and fetches its work. It is counted from the moment in
which it was due, so that a server that falls behind is seen. Afterwards every visit has to be in the registry and in its
device's receipt. Reference, in the same minutes: a signed request that holds nothing. `BLUEZONE_FIELD_SECONDS` presses
the ten minutes together.
"""

import json
import logging
import os
import statistics
import subprocess
import sys
import tempfile
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import httpx
from benchmarks.measure import Measure, against
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bluezone.cli.clock import WallClock

DEVICES: Final = 1_000
VISITS: Final = 200
SECONDS: Final = float(os.environ.get("BLUEZONE_FIELD_SECONDS", "600"))
EVERY: Final = 5
"""Each so many devices one asks for nothing first: the reference."""
HANDS: Final = 32
PATIENCE_SECONDS: Final = 120.0
AIM_SECONDS: Final = 1.0
OK: Final = 200


@dataclass
class Telephone:
    """One device with a week of visits, and what its sync met."""

    id: str
    walk_list: str
    key: EllipticCurvePrivateKey = field(repr=False)
    seconds: float = 0.0
    reference: float | None = None
    error: str = ""
    covered: int = 0

    def envelope(self, events: list[dict[str, Any]]) -> bytes:
        """Sign a bundle as WebCrypto does."""
        said = {"v": 1, "device": self.id, "made_at": _written(WallClock().now()), "events": events}
        bundle = json.dumps(said).encode()
        numbers = decode_dss_signature(self.key.sign(bundle, ECDSA(SHA256())))
        signature = b"".join(number.to_bytes(32, "big") for number in numbers)
        return json.dumps({"bundle": _base64url(bundle), "signature": _base64url(signature)}).encode()

    def visits(self) -> list[dict[str, Any]]:
        """Two hundred doors, a few minutes each, over the last days."""
        start = WallClock().now() - timedelta(minutes=10 * VISITS)
        return [self._visit(number, start + number * timedelta(minutes=10)) for number in range(1, VISITS + 1)]

    def _visit(self, number: int, moment: datetime) -> dict[str, Any]:
        head = {
            "id": str(_uuid7(moment)),
            "seq": number,
            "at": _written(moment),
            "up": 600_000 * number,
            "kind": "visit",
        }
        found = {"list": self.walk_list, "household": str(number), "outcome": "helped", "phones": 2, "with_radio": 1}
        return {**head, **found, "browser_only": 0, "revisit_on": None, "language": None, "round": None}


def measures() -> list[Measure]:
    with tempfile.TemporaryDirectory(prefix="bluezone-field-") as folder:
        telephones = _filled(Path(folder))
        with _site(Path(folder)) as address:
            start = time.monotonic()
            _synced(telephones, address)
            spent = time.monotonic() - start
        return _figures(telephones, spent, _lost(telephones))


def _figures(telephones: list[Telephone], spent: float, lost: int) -> list[Measure]:
    errors = [each.error for each in telephones if each.error]
    for error in sorted({*errors}):
        print(f"  {errors.count(error)} times {error}", file=sys.stderr)
    syncs = _p95([each.seconds for each in telephones])
    nothing = _p95([each.reference for each in telephones if each.reference is not None])
    return [
        Measure(f"errors of {DEVICES:,} syncs in {spent:.0f} s", len(errors), "errors", aim="0", met=not errors),
        Measure(f"lost of {DEVICES * VISITS:,} visits", lost, "visits", aim="0", met=lost == 0),
        Measure(
            f"95 of 100 syncs of {VISITS} visits within",
            syncs,
            "s",
            reference="s for a signed request that holds nothing",
            reference_value=nothing,
            ratio=against(nothing, syncs),
            aim=f"<= {AIM_SECONDS:.0f} s",
            met=syncs <= AIM_SECONDS,
        ),
        Measure("half of them within", statistics.median(each.seconds for each in telephones), "s"),
    ]


def _p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1]


def _synced(telephones: list[Telephone], address: str) -> None:
    """Let each device sync when it is due."""
    begin = time.monotonic() + 1
    limits = httpx.Limits(max_connections=HANDS, max_keepalive_connections=HANDS)

    def sync(number: int) -> None:
        due = begin + number * SECONDS / DEVICES
        time.sleep(max(0.0, due - time.monotonic()))
        _sync(telephones[number], client, due, is_reference=number % EVERY == 0)

    with (
        httpx.Client(base_url=address, timeout=PATIENCE_SECONDS, trust_env=False, limits=limits) as client,
        ThreadPoolExecutor(HANDS) as hands,
    ):
        for done in [hands.submit(sync, number) for number in range(len(telephones))]:
            done.result()


def _sync(telephone: Telephone, client: httpx.Client, due: float, *, is_reference: bool) -> None:
    try:
        if is_reference:
            start = time.monotonic()
            _posted(client, "bundles", telephone.envelope([]))
            telephone.reference = time.monotonic() - start
            due += telephone.reference
        answer = _posted(client, "bundles", telephone.envelope(telephone.visits()))
        body = answer["receipt"]["body"]
        receipt = json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        telephone.covered = sum(last - first + 1 for first, last in receipt["ranges"])
        _posted(client, "work", telephone.envelope([]))
    except (httpx.HTTPError, RuntimeError) as wrong:
        telephone.error = f"{type(wrong).__name__} {wrong}"
    telephone.seconds = time.monotonic() - due


def _posted(client: httpx.Client, page: str, body: bytes) -> dict[str, Any]:
    answer = client.post(f"/field-api/{page}/", content=body, headers={"Content-Type": "application/json"})
    if answer.status_code != OK:
        raise RuntimeError(f"{page} {answer.status_code}")
    said: dict[str, Any] = answer.json()
    return said


@contextmanager
def _site(folder: Path) -> Iterator[str]:
    """Open people's side as an administrator does, and end it afterwards."""
    ready = folder / "ready.json"
    words = ("people", "serve", "--data", str(folder), "--site-port", "0", "--console-port", "0", "--ready-file")
    command = (sys.executable, "-c", "import sys; from bluezone.cli import main; sys.exit(main())", *words, str(ready))
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, "COLUMNS": "200"})  # noqa: S603 -- our own program
        try:
            deadline = time.monotonic() + PATIENCE_SECONDS
            while not ready.exists():
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError((folder / "log").read_text()[-2_000:])
                time.sleep(0.1)
            yield str(json.loads(ready.read_text())["site"])
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE_SECONDS)


def _filled(folder: Path) -> list[Telephone]:
    """Make a province whose communes have villages with two hundred doors, and a device for each."""
    os.environ |= {"BLUEZONE_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "bluezone.config.settings"}
    import django  # noqa: PLC0415 -- the folder has to be known first

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 -- Django has to be set up first
    from django.db import connection  # noqa: PLC0415 -- the same

    logging.getLogger("httpx").setLevel(logging.WARNING)
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    from benchmarks.filled_province import made_province  # noqa: PLC0415 -- the same

    from bluezone.authority.territory.queries import communes  # noqa: PLC0415 -- the same
    from bluezone.rollout.fieldwork.models import Device, Household, WalkList  # noqa: PLC0415 -- the same

    now = WallClock().now()
    made_province()
    homes = list(communes(now.date()).order_by("stat_code"))
    enrolled, telephones = now - timedelta(days=7), list[Telephone]()
    devices, lists, doors = list[Device](), list[WalkList](), list[Household]()
    for number in range(DEVICES):
        unit, part = homes[number % len(homes)], str(number // len(homes) + 1)
        key = generate_private_key(SECP256R1())
        public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        known = {"unit": unit, "part": part}
        device = Device(**known, duty="visitor", number=int(part), public_key=public, share=b"", enrolled_at=enrolled)
        walk_list = WalkList(**known, village=f"Bản {number}", made_at=enrolled)
        devices.append(device)
        lists.append(walk_list)
        doors += [Household(walk_list=walk_list, number=str(each), place=each) for each in range(1, VISITS + 1)]
        telephones.append(Telephone(str(device.pk), str(walk_list.pk), key))
    Device.objects.bulk_create(devices)
    WalkList.objects.bulk_create(lists)
    Household.objects.bulk_create(doors)
    connection.close()
    return telephones


def _lost(telephones: list[Telephone]) -> int:
    """Return how many visits the registry or the receipts do not hold, or hold twice."""
    from bluezone.rollout.fieldwork.models import Event, Visit  # noqa: PLC0415 -- Django has to be set up first

    wanted = DEVICES * VISITS
    held = (Event.objects.count(), Visit.objects.count(), sum(each.covered for each in telephones))
    return max(abs(wanted - each) for each in held)


def _uuid7(moment: datetime) -> UUID:
    random = uuid4().int
    milliseconds = int(moment.timestamp() * 1000)
    return UUID(
        int=(milliseconds << 80) | (7 << 76) | (random >> 52 & 0xFFF) << 64 | (0b10 << 62) | random & (1 << 62) - 1
    )


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _base64url(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")
