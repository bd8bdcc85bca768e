"""What devices ask the site: enrolment, work, handing in; and every way in which that is refused."""

import json
from typing import Any, cast

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings
from tests.rollout.fieldwork.conftest import ACTOR, DAY, ENROLLED, HOUR, NOW, Village, row_of
from tests.rollout.fieldwork.devices import FakeDevice, parcel

from bluezone.rollout.fieldwork import api
from bluezone.rollout.fieldwork.models import Device, SetAside
from bluezone.rollout.fieldwork.rules.wire import MOST_BYTES, base64url
from bluezone.rollout.fieldwork.rules.words import Duty
from bluezone.rollout.fieldwork.services.enrolling import invite
from bluezone.rollout.fieldwork.services.intake import take
from bluezone.rollout.fieldwork.services.lists import change_list, close_list, make_list
from bluezone.rollout.fieldwork.services.revoking import revoke

CLOCK = "tests.rollout.fieldwork.test_api.present_clock"


class PresentClock:
    """A clock that shows the afternoon of these tests."""

    def now(self) -> Any:
        return NOW


def present_clock() -> PresentClock:
    return PresentClock()


@pytest.fixture(autouse=True)
def _site(settings: Settings) -> None:
    settings.DOOR, settings.ROOT_URLCONF, settings.BLUEZONE_CLOCK = "site", settings.SITE_URLS, CLOCK


def posted(page: str, body: bytes) -> HttpResponse:
    client = Client(enforce_csrf_checks=True)
    return cast("HttpResponse", client.post(f"/field-api/{page}/", body, content_type="application/json"))


def said(page: str, body: bytes) -> dict[str, Any]:
    answer = posted(page, body)
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = json.loads(answer.content)
    return found


def test_a_telephone_is_enrolled_and_hands_in(village: Village) -> None:
    _enrolment, token = invite(village.unit, Duty.VISITOR, "", actor=ACTOR, moment=NOW - HOUR)
    device = FakeDevice()

    answer = said("enrol", json.dumps({"token": token, "public_key": base64url(device.public_key)}).encode())
    device.id = answer["work"]["device"]["id"]
    device.visit(village.walk_list.pk, "51A", NOW)
    handed = said("bundles", device.envelope(NOW))
    work = said("work", device.envelope(NOW, []))

    assert len(answer["share"]) == 43
    assert (handed["set_aside"], handed["revoked"], handed["clock"]) == ([], False, "2026-11-24T09:00:00.000Z")
    assert handed["receipt"].keys() == {"body", "signature"}
    assert work["lists"][0]["households"][5] == {"n": "51A", "s": "helped", "on": None, "l": None, "others": False}
    assert [each["s"] for each in answer["work"]["lists"][0]["households"]] == [None] * 6
    assert (work["trial"], work["publisher"], work["receipt"]) == (True, None, handed["receipt"])


def test_work_says_what_others_did_and_what_to_bring(village: Village) -> None:
    first, second = village.device("first"), village.device("second", part="3")
    wish = {"outcome": "come_back", "revisit_on": "2026-11-26", "language": "hmn"}
    first.visit(village.walk_list.pk, "2", NOW - HOUR, **wish)
    take(first.envelope(NOW), moment=NOW)
    change_list(village.walk_list, ["2", "1", "9"], actor=ACTOR, moment=NOW)

    rows = said("work", second.envelope(NOW, []))["lists"][0]["households"]

    assert rows[0] == {"n": "2", "s": "come_back", "on": "2026-11-26", "l": "hmn", "others": True}
    assert [each["n"] for each in rows] == ["2", "1", "9"]


def test_each_device_is_told_of_its_own_village_and_open_lists_only(village: Village) -> None:
    other = make_list(village.unit, "4", "Bản Giẳng", ["1"], actor=ACTOR, moment=ENROLLED)
    own, keeper = village.device("own", part="4"), village.device("keeper", duty=Duty.KEEPER)

    told = [[each["id"] for each in said("work", each.envelope(NOW, []))["lists"]] for each in (own, keeper)]
    close_list(other, actor=ACTOR, moment=NOW)

    assert told == [[str(other.pk)], []]
    assert said("work", own.envelope(NOW, []))["lists"] == []


def test_a_revoked_device_is_told_nothing_but_that(village: Village) -> None:
    device = village.device()
    revoke(row_of(device), actor=ACTOR, moment=NOW - DAY)
    device.visit(village.walk_list.pk, "1", NOW)

    assert said("work", device.envelope(NOW, [])) == {"revoked": True}
    assert said("bundles", device.envelope(NOW))["revoked"] is True
    assert SetAside.objects.get().reason == "revoked"


def test_a_parcel_comes_to_the_same_address(village: Village) -> None:
    device = village.device()
    device.visit(village.walk_list.pk, "1", NOW)

    assert said("bundles", parcel(device.envelope(NOW)))["set_aside"] == []


def refusals(village: Village) -> dict[str, tuple[str, bytes, int, str]]:
    """Ways to be refused: the page, what is posted, the status, the code."""
    device, unknown = village.device(), FakeDevice()
    device.visit(village.walk_list.pk, "1", NOW)
    key = base64url(unknown.public_key)
    forged = json.loads(device.envelope(NOW))
    forged["signature"] = base64url(bytes(64))
    return {
        "no envelope": ("bundles", b"{}", 400, "malformed"),
        "half an envelope": ("bundles", device.envelope(NOW)[:-30], 400, "malformed"),
        "a parcel for somebody else": ("bundles", b'{"sealed": "AAAA", "carrier": null}', 400, "malformed"),
        "a parcel whose carrier hands in": (
            "bundles",
            parcel(device.envelope(NOW), device.envelope(NOW)),
            400,
            "malformed",
        ),
        "too large": ("bundles", b" " * (MOST_BYTES + 1), 413, "too_large"),
        "an unknown device": ("bundles", unknown.envelope(NOW), 401, "device_unknown"),
        "a forged signature": ("bundles", json.dumps(forged).encode(), 401, "signature_wrong"),
        "an old version": ("bundles", device.envelope(NOW, v=0), 426, "old_version"),
        "work with events": ("work", device.envelope(NOW), 400, "malformed"),
        "an old link": ("enrol", json.dumps({"token": "old", "public_key": key}).encode(), 410, "link_old"),
        "no key": ("enrol", json.dumps({"token": "old", "public_key": "AA"}).encode(), 400, "malformed"),
        "no token": ("enrol", json.dumps({"token": 5, "public_key": key}).encode(), 400, "malformed"),
    }


def test_whatever_is_refused_says_so_with_one_word(village: Village) -> None:
    for what, (page, body, status, code) in refusals(village).items():
        answer = posted(page, body)
        assert (answer.status_code, json.loads(answer.content)["error"]) == (status, code), what
        assert "Set-Cookie" not in answer.headers
        assert "no-store" in answer.headers["Cache-Control"]


def test_a_link_that_another_telephone_used_is_refused(village: Village) -> None:
    _enrolment, token = invite(village.unit, Duty.VISITOR, "", actor=ACTOR, moment=NOW - HOUR)
    bodies = [
        json.dumps({"token": token, "public_key": base64url(FakeDevice(seed).public_key)}).encode() for seed in "ab"
    ]

    statuses = [posted("enrol", each).status_code for each in (bodies[0], bodies[0], bodies[1])]

    assert statuses == [200, 200, 409]
    assert Device.objects.count() == 1


def test_a_busy_registry_is_told_as_later(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: Any, **__: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(api, "take", busy)

    answer = posted("bundles", b"{}")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert village.device()


def test_nothing_is_read_by_a_get(village: Village) -> None:
    assert [Client().get(f"/field-api/{page}/").status_code for page in ("enrol", "bundles", "work")] == [405] * 3
    assert village.walk_list.pk
