"""`ask_about_figures`: the morning's questions about what is strange beside siblings, once a day after the cut-off."""

from argparse import ArgumentParser
from datetime import date, timedelta
from typing import Any

from django.core.cache import cache
from django.core.management.base import BaseCommand

from bluezone.authority.clock import present_moment
from bluezone.rollout.reporting.rules.periods import reporting_day
from bluezone.rollout.reporting.services import ask_this_morning

A_DAY_SECONDS = 24 * 60 * 60


class Command(BaseCommand):
    """Asks about the last day whose reports are due; called again on the same day it does nothing."""

    help = "Ask about figures that are strange beside those of siblings."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take a day, which is then looked at whether it was before or not."""
        parser.add_argument("--day", type=date.fromisoformat, help="last day that is looked at, YYYY-MM-DD")

    def handle(self, *_words: str, **options: Any) -> None:  # noqa: ANN401 -- what Django hands over
        """Ask, and say how much is asked about."""
        moment = present_moment()
        due = reporting_day(moment) - timedelta(days=1)
        if options["day"] is None and not cache.add(f"asked-about:{due}", 1, A_DAY_SECONDS):
            return
        asked = ask_this_morning(options["day"] or due, moment)
        self.stdout.write(f"{asked} figures are asked about")
