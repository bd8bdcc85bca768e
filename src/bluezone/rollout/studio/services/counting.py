"""Counting what was taken away and how often a unit's address was opened: a number a day, and nothing about anybody."""

from datetime import date

from django.db import transaction
from django.db.models import F

from bluezone.authority.territory.models import Unit
from bluezone.rollout.studio.models import DownloadCount, ScanCount


@transaction.atomic
def count_download(form: str, language: str, day: date) -> None:
    """Count one file that was taken away."""
    row, _made = DownloadCount.objects.get_or_create(day=day, form=form, language=language)
    DownloadCount.objects.filter(pk=row.pk).update(count=F("count") + 1)


@transaction.atomic
def count_scan(unit: Unit, day: date) -> None:
    """Count one opening of a unit's address."""
    row, _made = ScanCount.objects.get_or_create(day=day, unit=unit)
    ScanCount.objects.filter(pk=row.pk).update(count=F("count") + 1)
