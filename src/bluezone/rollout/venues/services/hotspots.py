"""Hotspots: registered with a key that is shown once, checked by machines, closed."""

from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe
from typing import Final

from django.db import transaction
from django.db.models import F

from bluezone.authority.audit.services import record
from bluezone.authority.cases.services import Doing
from bluezone.authority.cases.services.doing import local_day
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.naming import folded
from bluezone.authority.venues.models import Venue
from bluezone.authority.venues.rules.places import check_commune
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.venues.check_messages import Check
from bluezone.rollout.venues.models import Hotspot, HotspotCheck, HotspotDay
from bluezone.rollout.venues.queries.queue import COMMUNES
from bluezone.rollout.venues.rules.hotspots import check_ssid, check_time, tidy_ssid, without_addresses
from bluezone.rollout.venues.stamps import hash_of

KEY_BYTES: Final = 32
PREFIX: Final = "bzwifi_"
"""So that scanners of leaked secrets know what they found."""
MOST_CHECKS_A_DAY: Final = 300
"""One every five minutes, and some by hand."""


@dataclass(frozen=True, slots=True)
class HotspotFacts:
    """A public wifi as somebody states it."""

    ssid: str
    operator: str
    unit: Unit
    tier: int
    place: str = ""
    note: str = ""
    venue: Venue | None = None
    keeper: Unit | None = None


@transaction.atomic
def add_hotspot(facts: HotspotFacts, doing: Doing) -> tuple[Hotspot, str]:
    """Register a hotspot and return it with its key, of which only a hash is kept.

    Raises:
        RuleViolation: `ssid_long`, `ssid_signs`, `venue_commune`.
    """
    key = _fresh_key()
    hotspot = Hotspot(
        key_hash=hash_of(key), key_made_at=doing.moment, registered_at=doing.moment, created_by=doing.actor
    )
    _write(hotspot, facts)
    hotspot.save(force_insert=True)
    record(doing.actor, "hotspot.add", hotspot, doing.purpose, doing.moment)
    return hotspot, key


@transaction.atomic
def change_hotspot(hotspot: Hotspot, facts: HotspotFacts, doing: Doing) -> None:
    """Write down what a hotspot is now; its key goes on.

    Raises:
        RuleViolation: As `add_hotspot`; `hotspot_closed`.
    """
    held = _open(hotspot)
    _write(held, facts)
    held.save()
    record(doing.actor, "hotspot.change", held, doing.purpose, doing.moment)


@transaction.atomic
def renew_key(hotspot: Hotspot, doing: Doing) -> str:
    """Return a new key; the old one works no more.

    Raises:
        RuleViolation: `hotspot_closed`.
    """
    held, key = _open(hotspot), _fresh_key()
    held.key_hash, held.key_made_at = hash_of(key), doing.moment
    held.save(update_fields=["key_hash", "key_made_at"])
    record(doing.actor, "hotspot.renew_key", held, doing.purpose, doing.moment)
    return key


@transaction.atomic
def close_hotspot(hotspot: Hotspot, doing: Doing) -> None:
    """Close a hotspot: it counts no more, and its key works no more.

    Raises:
        RuleViolation: `hotspot_closed`.
    """
    held = _open(hotspot)
    held.closed_at = doing.moment
    held.save(update_fields=["closed_at"])
    record(doing.actor, "hotspot.close", held, doing.purpose, doing.moment)


@transaction.atomic
def take_check(hotspot: Hotspot, check: Check, moment: datetime) -> bool:
    """Keep what a machine found, and count it; return False when it came before.

    Raises:
        RuleViolation: `check_future`, `check_old`; `check_other`: a check of another hotspot bears this id;
            `checks_too_many`: more than 300 for one day.
    """
    Hotspot.objects.select_for_update().get(pk=hotspot.pk)
    known = HotspotCheck.objects.filter(pk=check.id).first()
    if known is not None:
        if known.hotspot_id != hotspot.pk:
            raise RuleViolation("check_other", "a check of another hotspot bears this id")
        return False
    check_time(check.checked_at, moment)
    checked = min(check.checked_at, moment)
    count, _made = HotspotDay.objects.get_or_create(hotspot=hotspot, day=local_day(checked))
    if count.good + count.missing + count.broken >= MOST_CHECKS_A_DAY:
        raise RuleViolation("checks_too_many", f"at most {MOST_CHECKS_A_DAY} checks a day are kept")
    HotspotCheck.objects.create(
        id=check.id,
        hotspot=hotspot,
        checked_at=checked,
        received_at=moment,
        same_network=tidy_ssid(check.ssid) in {"", hotspot.ssid},
        verdict=check.verdict,
        tier=check.tier,
        findings=[
            {"probe": without_addresses(each.probe), "outcome": without_addresses(each.outcome)}
            for each in check.findings
        ],
        page_bytes=check.page_bytes,
        program=without_addresses(check.program),
    )
    HotspotDay.objects.filter(pk=count.pk).update(**{check.verdict.value: F(check.verdict.value) + 1})
    return True


def _fresh_key() -> str:
    return PREFIX + token_urlsafe(KEY_BYTES)


def _open(hotspot: Hotspot) -> Hotspot:
    held = Hotspot.objects.select_for_update().get(pk=hotspot.pk)
    if held.closed_at is not None:
        raise RuleViolation("hotspot_closed", "the hotspot is closed")
    return held


def _write(hotspot: Hotspot, facts: HotspotFacts) -> None:
    ssid = tidy_ssid(facts.ssid)
    check_ssid(ssid)
    check_commune(facts.unit.stat_code, is_commune=facts.unit.kind in COMMUNES)
    hotspot.ssid, hotspot.unit, hotspot.venue, hotspot.tier = ssid, facts.unit, facts.venue, facts.tier
    hotspot.place, hotspot.operator, hotspot.note = facts.place.strip(), facts.operator.strip(), facts.note.strip()
    hotspot.keeper = facts.keeper
    hotspot.folded = folded(f"{ssid} {hotspot.place} {hotspot.operator}")
