"""What both sides of the wire are tested with: an envelope, a receipt, a parcel, a device's work; made here with fixed keys.

`BLUEZONE_WRITE_GOLDEN=1 pytest` on this file writes them anew; Node reads the same files.
"""

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pytest_django import Settings
from tests.authority.permissions import make_world
from tests.rollout.fieldwork.conftest import ACTOR, ENROLLED, NOW
from tests.rollout.fieldwork.devices import FakeDevice

from bluezone.authority.territory.models import Unit
from bluezone.rollout.fieldwork.keys import is_signed, receipt_key
from bluezone.rollout.fieldwork.models import Device, WalkList
from bluezone.rollout.fieldwork.queries.work import work_of
from bluezone.rollout.fieldwork.rules.wire import base64url, bundle_in, envelope_in
from bluezone.rollout.fieldwork.rules.words import Duty
from bluezone.rollout.fieldwork.services.intake import take
from bluezone.rollout.fieldwork.services.lists import change_list
from bluezone.rollout.fieldwork.services.receipts import receipt_for, written

FOLDER = Path(__file__).parent / "golden"
UNIT, LIST = UUID("01990000-0000-7000-8000-000000000001"), UUID("01990000-0000-7000-8000-000000000002")
DEVICE = "01990000-0000-7000-8000-000000000003"


def golden(name: str, made: dict[str, Any]) -> dict[str, Any]:
    """The file of a name, written first when that is asked for."""
    path = FOLDER / f"{name}.json"
    if os.environ.get("BLUEZONE_WRITE_GOLDEN"):
        path.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n")
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def the_device() -> FakeDevice:
    """A device that did one thing of each kind at doors."""
    device = FakeDevice("golden", DEVICE)
    first = device.visit(LIST, "1", ENROLLED + timedelta(hours=1))
    wish = {"outcome": "come_back", "phones": None, "with_radio": 0, "revisit_on": "2026-11-23", "language": "hmn"}
    device.visit(LIST, "51A", ENROLLED + timedelta(hours=2), **wish)
    device.undo(first, ENROLLED + timedelta(hours=3))
    device.tally(LIST, ENROLLED.date(), ENROLLED + timedelta(hours=4))
    return device


@pytest.fixture
def device(db: None, settings: Settings) -> Device:
    """The device's row, in a world whose ids do not change."""
    settings.SECRET_KEY = "the golden files' key"
    make_world()
    unit = Unit.objects.create(
        id=UNIT, kind="xa", name="Mường Tè", short_name="Mường Tè", folded="muong te", stat_code="03433"
    )
    walk_list = WalkList.objects.create(id=LIST, unit=unit, part="3", village="Nậm Cười", made_at=ENROLLED)
    change_list(walk_list, ["1", "2", "51A"], actor=ACTOR, moment=ENROLLED)
    return Device.objects.create(
        id=UUID(DEVICE),
        unit=unit,
        part="3",
        duty=Duty.VISITOR,
        number=1,
        public_key=FakeDevice("golden").public_key,
        share=bytes(32),
        enrolled_at=ENROLLED,
    )


def test_the_golden_envelope_is_read_and_its_signature_holds() -> None:
    made = the_device()
    bundle = made.bundle(NOW)
    found = golden(
        "envelope",
        {
            "public_key": base64url(made.public_key),
            "bundle": bundle.decode(),
            "envelope": json.loads(made.signed(bundle)),
        },
    )

    envelope = envelope_in(json.dumps(found["envelope"]).encode())

    assert envelope.bundle == bundle == found["bundle"].encode()
    assert is_signed(envelope.bundle, envelope.signature, made.public_key)
    assert base64url(made.public_key) == found["public_key"]
    assert [each.sequence for each in bundle_in(envelope.bundle).events] == [1, 2, 3, 4]


def test_the_golden_receipt_is_what_the_server_says(device: Device) -> None:
    made = the_device()
    take(made.envelope(NOW, [each for each in made.events if each["seq"] != 3]), moment=NOW)

    receipt = receipt_for(device, NOW)

    key = receipt_key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    said = {"receipt_key": base64url(key), "receipt": receipt.message, "body": json.loads(receipt.body)}
    assert golden("receipt", said) == said
    assert said["body"]["ranges"] == [[1, 2], [4, 4]]


def test_the_golden_work_is_what_the_server_says(device: Device) -> None:
    take(the_device().envelope(NOW), moment=NOW)

    work = {**work_of(device, NOW), "clock": written(NOW), "receipt": receipt_for(device, NOW).message}

    assert golden("work", json.loads(json.dumps(work))) == json.loads(json.dumps(work))
    assert [(each["n"], each["s"], each["l"]) for each in work["lists"][0]["households"]] == [
        ("1", None, None),
        ("2", None, None),
        ("51A", "come_back", "hmn"),
    ]


def test_the_golden_answer_is_what_the_server_says(device: Device) -> None:
    made = the_device()
    made.visit(LIST, "600", ENROLLED + timedelta(hours=5))

    answer = take(made.envelope(NOW), moment=NOW).message

    assert golden("answer", json.loads(json.dumps(answer))) == json.loads(json.dumps(answer))
    assert device.number == 1
