"""A link makes one device of one telephone, also when the answer was lost; a lost telephone is ended at once."""

from datetime import timedelta

import pytest
from tests.rollout.fieldwork.conftest import ACTOR, DAY, ENROLLED, MINUTE, Village, row_of
from tests.rollout.fieldwork.devices import FakeDevice

from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.rollout.fieldwork.models import Device, Enrolment
from bluezone.rollout.fieldwork.rules.words import Duty
from bluezone.rollout.fieldwork.services.enrolling import LINK_LIFE, enrol, invite, take_back
from bluezone.rollout.fieldwork.services.revoking import revoke

ONE, TWO = FakeDevice("one").public_key, FakeDevice("two").public_key


def invited(village: Village) -> tuple[Enrolment, str]:
    return invite(village.unit, Duty.VISITOR, "3", actor=ACTOR, moment=ENROLLED)


def refused(token: str, key: bytes = ONE, after: timedelta = MINUTE) -> str:
    with pytest.raises(RuleViolation) as refusal:
        enrol(token, key, moment=ENROLLED + after)
    return refusal.value.code


def test_the_same_link_and_key_are_answered_again_in_the_same_way(village: Village) -> None:
    enrolment, token = invited(village)

    first = enrol(token, ONE, moment=ENROLLED + MINUTE)
    again = enrol(token, ONE, moment=ENROLLED + LINK_LIFE + DAY)

    assert (first.pk, bytes(first.share)) == (again.pk, bytes(again.share))
    assert (len(first.share), first.number, first.part, first.duty) == (32, 1, "3", Duty.VISITOR)
    assert token.encode() not in bytes(Enrolment.objects.get(pk=enrolment.pk).token_hash)


def test_another_telephone_cannot_use_the_link(village: Village) -> None:
    _enrolment, token = invited(village)
    enrol(token, ONE, moment=ENROLLED)

    assert refused(token, TWO) == "link_used"


def test_one_telephone_is_one_device(village: Village) -> None:
    enrol(invited(village)[1], ONE, moment=ENROLLED)

    assert refused(invited(village)[1]) == "link_used"


def test_a_link_that_is_over_or_was_taken_back_or_never_made_is_old(village: Village) -> None:
    _over, token = invited(village)
    gone, other = invited(village)
    take_back(gone, actor=ACTOR, moment=ENROLLED)
    take_back(gone, actor=ACTOR, moment=ENROLLED + DAY)

    assert refused(token, after=LINK_LIFE) == refused(other) == refused("never made \ud800") == "link_old"
    assert gone.revoked_at == ENROLLED


def test_a_revoked_device_s_link_gives_nothing_any_more(village: Village) -> None:
    _enrolment, token = invited(village)
    device = enrol(token, ONE, moment=ENROLLED)
    revoke(device, actor=ACTOR, moment=ENROLLED + DAY)
    revoke(device, actor=ACTOR, moment=ENROLLED + 2 * DAY)

    assert refused(token) == "link_old"
    assert (bytes(Device.objects.get().share), device.revoked_at) == (b"", ENROLLED + DAY)


def test_an_invitation_that_became_a_device_is_not_taken_back(village: Village) -> None:
    enrolment, token = invited(village)
    enrol(token, ONE, moment=ENROLLED)

    with pytest.raises(RuleViolation) as refusal:
        take_back(enrolment, actor=ACTOR, moment=ENROLLED)

    assert refusal.value.code == "link_used"


def test_devices_of_a_commune_are_numbered(village: Village) -> None:
    devices = [village.device(seed) for seed in ("a", "b", "c")]
    elsewhere = village.device("d", unit=village.world.elsewhere)

    assert [row_of(each).number for each in (*devices, elsewhere)] == [1, 2, 3, 1]


@pytest.mark.parametrize("key", [b"", b"nonsense", bytes(500), bytes.fromhex("302a300506032b6570032100") + bytes(32)])
def test_what_is_no_key_on_the_curve_is_malformed(village: Village, key: bytes) -> None:
    with pytest.raises(MalformedMessage):
        enrol(invited(village)[1], key, moment=ENROLLED)
