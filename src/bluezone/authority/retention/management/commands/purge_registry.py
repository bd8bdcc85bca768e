"""Erases once a day what is past its time."""

from datetime import timedelta
from typing import Final

from django.core.management.base import BaseCommand

from bluezone.authority.cases.services import local_day
from bluezone.authority.clock import present_moment
from bluezone.authority.delivery.services import lease
from bluezone.authority.retention.models import PurgeRun
from bluezone.authority.retention.services import purge, scrub

AT_MOST: Final = timedelta(hours=1)


class Command(BaseCommand):
    """Purge when nobody did yet today."""

    help = "Erase what is past its time, unless that was done today."

    def handle(self, *_args: object, **_options: object) -> None:
        """Purge, clean the files, and say how many rows went."""
        moment = present_moment()
        last = PurgeRun.objects.first()
        if last is not None and local_day(last.moment) >= local_day(moment):
            return
        with lease("retention", moment, at_most=AT_MOST):
            run = purge(moment)
            scrub()
        self.stdout.write(f"erased {sum(run.counts.values())}")
