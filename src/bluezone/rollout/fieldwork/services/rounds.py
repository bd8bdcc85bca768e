"""Spot-checks: a round is drawn by chance, and closed with what was found; after that it never changes."""

from uuid import UUID

from django.db import transaction

from bluezone.authority.audit.services import record
from bluezone.authority.cases.services.doing import Doing
from bluezone.authority.territory.models import Unit
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.fieldwork.models import Device, SpotHousehold, SpotRound, WalkList
from bluezone.rollout.fieldwork.queries.rounds import candidates, standing_of_round
from bluezone.rollout.fieldwork.rules.sampling import drawn, plan
from bluezone.rollout.fieldwork.rules.words import Duty

LOOKERS = frozenset({Duty.VISITOR, Duty.LEAD})
"""Duties whose devices can look again."""
RESERVE = 1
"""Households of the reserve for each one that is to answer: half of all may be away."""


@transaction.atomic
def draw(unit: Unit, device: Device, *, seed: bytes, doing: Doing, walk_list: WalkList | None = None) -> SpotRound:
    """Draw a round of a commune, or of one of its villages, for a device that was at none of the doors.

    Args:
        unit: The commune.
        device: Who looks again.
        seed: 32 random bytes, kept, so that anybody can draw the same again.
        doing: Who draws.
        walk_list: The village, where only one is looked at.

    Raises:
        RuleViolation: `device_elsewhere`, `device_revoked`, `list_elsewhere`, `round_open` (the device has one),
            `nothing_to_check`.
    """
    _check(unit, device, walk_list)
    firsts = candidates(unit, walk_list, device, doing.moment)
    if not firsts:
        raise RuleViolation("nothing_to_check", "no household was closed by anybody but the device that looks again")
    chosen = plan(len(firsts))
    made = SpotRound.objects.create(
        unit=unit,
        walk_list=walk_list,
        device=device,
        lot=chosen.lot,
        size=chosen.size,
        allowed=chosen.allowed,
        seed=seed,
        drawn_at=doing.moment,
        drawn_by=doing.actor,
    )
    homes = drawn(firsts, seed)[: chosen.size * (1 + RESERVE)]
    SpotHousehold.objects.bulk_create(
        SpotHousehold(round=made, household_id=home, place=place, first=firsts[home])
        for place, home in enumerate(homes, start=1)
    )
    record(doing.actor, "fieldwork.round.draw", made, doing.purpose, doing.moment)
    return made


@transaction.atomic
def close(round_id: UUID, doing: Doing) -> SpotRound:
    """Keep what a round found; what comes later changes nothing.

    Raises:
        RuleViolation: `round_closed`: it was closed before.
    """
    held = SpotRound.objects.select_for_update().get(pk=round_id)
    if held.closed_at is not None:
        raise RuleViolation("round_closed", "the round was closed before")
    standing = standing_of_round(held)
    rows = [*held.households.all()]
    for row, each in zip(rows, standing.households, strict=True):
        row.finding = each.finding
    SpotHousehold.objects.bulk_update(rows, ["finding"])
    held.closed_at, held.closed_by = doing.moment, doing.actor
    held.checked, held.differed = standing.result.checked, standing.result.differed
    held.save(update_fields=["closed_at", "closed_by", "checked", "differed"])
    record(doing.actor, "fieldwork.round.close", held, doing.purpose, doing.moment)
    return held


def _check(unit: Unit, device: Device, walk_list: WalkList | None) -> None:
    if device.unit_id != unit.pk or device.duty not in LOOKERS:
        raise RuleViolation("device_elsewhere", "the device is one of the commune that goes from door to door")
    if device.revoked_at is not None:
        raise RuleViolation("device_revoked", "the device was revoked")
    if walk_list is not None and walk_list.unit_id != unit.pk:
        raise RuleViolation("list_elsewhere", "the village is one of the commune")
    if device.rounds.filter(closed_at=None).exists():
        raise RuleViolation("round_open", "the device has an open round")
