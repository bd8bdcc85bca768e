"""Erases messages that have waited for 24 hours."""

from django.core.management.base import BaseCommand

from bluezone.authority.clock import present_moment
from bluezone.authority.delivery.services import lease, purge


class Command(BaseCommand):
    """Erase what nobody could deliver in a day."""

    help = "Erase messages that have waited for 24 hours."

    def handle(self, *_args: object, **_options: object) -> None:
        """Purge, and say how many."""
        moment = present_moment()
        with lease("purge", moment):
            done = purge(moment)
        self.stdout.write(f"erased {done.erased}")
