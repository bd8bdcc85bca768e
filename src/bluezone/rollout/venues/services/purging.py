"""What the register forgets by time: telephones, registrations that led to nothing, single checks of hotspots."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Q

from bluezone.authority.retention.rules.periods import Period, Times
from bluezone.rollout.venues.models import HotspotCheck, Registration
from bluezone.rollout.venues.rules.words import State


def purge(moment: datetime, times: Times) -> Mapping[str, int]:
    """Erase what is past its time, and say how many rows of which table; the counts of each day stay."""
    told = Registration.objects.filter(
        sealed_phone__isnull=False, decided_at__lte=times.edge(Period.REGISTRATION_TELEPHONE, moment)
    )
    emptied = told.update(sealed_phone=None)
    edge = times.edge(Period.REGISTRATION, moment)
    refused = Q(state=State.REFUSED, decided_at__lte=edge)
    forgotten = Registration.objects.filter(refused | Q(state=State.WAITING, registered_at__lte=edge))
    checks = HotspotCheck.objects.filter(checked_at__lte=times.edge(Period.HOTSPOT_CHECK, moment))
    return {
        "venue_register_registration": emptied + forgotten.delete()[0],
        "venue_register_hotspotcheck": checks.delete()[0],
    }
