"""Batches: which entries phones read now; padded once, published unchanged, dropped whole.

A warning that shares an hour with one that is published already, or whose batch holds a warning that is withdrawn, makes
a new batch in the place of the old: the number of batches does not say which of the two happened.
"""

import logging
import secrets
from collections.abc import Collection, Iterable
from datetime import UTC, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from bluezone.authority.publishing import Content
from bluezone.authority.venues.models import Batch, PlaceWarning, VenueCode
from bluezone.authority.venues.rules.warnings import (
    BATCH_LIFE,
    MOST_BATCHES,
    Life,
    Span,
    Warned,
    entries_for,
    regular_day,
    share_an_hour,
    speaks_to,
)
from bluezone.authority.venues.sealing import Seal, seal_in
from bluezone.authority.venues.services.places import secret_of
from bluezone.protocol.ended_codes import MOST_MARKS, ended_mark, padded_marks
from bluezone.protocol.errors import Unavailable
from bluezone.protocol.place_warnings import padded_entries, venues_content
from bluezone.protocol.signed_feeds import content_of

logger = logging.getLogger(__name__)


def content_at(moment: datetime) -> Content | None:
    """Return what the feed of places holds at a moment; None while no batch was ever made here."""
    batches = [bytes(entries) for entries in _live(moment).values_list("entries", flat=True)]
    return content_of(venues_content(batches, ended_codes_at(moment))) if batches else None


def ended_codes_at(moment: datetime) -> bytes:
    """Return the marks of the codes that are shown no more and have not expired, among decoys; the newest if too many.

    A seal that does not open hides ended codes and no warning: phones then take the old poster as before.
    """
    today = moment.astimezone(UTC).date()
    codes = VenueCode.objects.filter(ended_at__lte=moment, expires_on__gt=today).order_by("-ended_at", "pk")
    try:
        seal = seal_in(settings.PEOPLE_FOLDER)
        return padded_marks([_mark(seal, code) for code in codes[:MOST_MARKS]], seal.decoy)
    except Unavailable:
        logger.warning("ended codes cannot be listed: the key that seals venues does not open them")
        return b""


@transaction.atomic
def keep_batches(moment: datetime) -> None:
    """Make the day's regular batch when it is due, with the warnings that wait for it or with none; drop what is past."""
    _drop(Batch.objects.filter(dropped_at=None, expires_at__lte=moment), moment)
    day = regular_day(moment)
    if not Batch.objects.filter(day=day).exists():
        _put(list(_waiting()), moment, regular=True)


def put_out(warning: PlaceWarning, moment: datetime) -> None:
    """Put a warning into a batch of its own now; while there are too many batches it waits for the regular one."""
    if warning.at_once and _live(moment).count() < MOST_BATCHES:
        _put([warning], moment)


def take_back(warning: PlaceWarning, moment: datetime) -> None:
    """Put a batch without a withdrawn warning in the place of the one that held it, if phones still read that."""
    batch = warning.batch
    if batch is not None and batch.dropped_at is None and batch.expires_at > moment:
        _replace({batch}, [], moment)


def _put(fresh: list[PlaceWarning], moment: datetime, *, regular: bool = False) -> None:
    clashing = {
        old.batch
        for new in fresh
        for old in _public_of(new, moment)
        if old.batch is not None and share_an_hour(_span(new), _span(old))
    }
    _replace(clashing, fresh, moment, regular=regular)


def _replace(old: Collection[Batch], fresh: Iterable[PlaceWarning], moment: datetime, *, regular: bool = False) -> None:
    staying = PlaceWarning.objects.filter(batch__in=old, withdrawn_at=None)
    warnings = [*staying.select_related("venue"), *fresh]
    entries = entries_for(_warned(each) for each in warnings)
    batch = Batch.objects.create(
        entries=padded_entries(entries, secrets.token_bytes),
        day=regular_day(moment) if regular else None,
        made_at=moment,
        expires_at=moment + BATCH_LIFE,
    )
    _drop(Batch.objects.filter(pk__in=[each.pk for each in old]), moment)
    PlaceWarning.objects.filter(pk__in=[each.pk for each in warnings]).update(batch=batch)


def _drop(batches: QuerySet[Batch], moment: datetime) -> None:
    batches.update(dropped_at=moment, entries=b"")


def _warned(warning: PlaceWarning) -> Warned:
    span = _span(warning)
    codes = warning.venue.codes.all() if warning.venue else []
    reached = [code for code in codes if speaks_to(Life(code.issued_on, code.expires_on), span)]
    return Warned(tuple(secret_of(code) for code in reached), span)


def _span(warning: PlaceWarning) -> Span:
    return Span(warning.start, warning.end)


def _mark(seal: Seal, code: VenueCode) -> bytes:
    return ended_mark(seal.open(bytes(code.sealed_secret), venue=code.venue_id, version=code.version))


def _live(moment: datetime) -> QuerySet[Batch]:
    return Batch.objects.filter(dropped_at=None, expires_at__gt=moment)


def _public_of(warning: PlaceWarning, moment: datetime) -> QuerySet[PlaceWarning]:
    """Return the public warnings of the same venue whose batch phones still read."""
    live = Q(batch__dropped_at=None, batch__expires_at__gt=moment)
    same = PlaceWarning.objects.filter(live, venue=warning.venue_id, withdrawn_at=None, batch__isnull=False)
    return same.exclude(pk=warning.pk).select_related("batch")


def _waiting() -> QuerySet[PlaceWarning]:
    return PlaceWarning.objects.filter(
        released_at__isnull=False, withdrawn_at=None, batch=None, venue__isnull=False
    ).select_related("venue")
