"""Forgets what was printed for many units a day ago."""

from django.core.management.base import BaseCommand

from bluezone.authority.clock import present_moment
from bluezone.authority.delivery.services import lease
from bluezone.rollout.studio.services import forget_prints


class Command(BaseCommand):
    """Forget print orders with their files after a day."""

    help = "Forget print orders with their files after a day."

    def handle(self, *_args: object, **_options: object) -> None:
        """Forget, and say how many."""
        moment = present_moment()
        with lease("forget_prints", moment):
            gone = forget_prints(moment)
        self.stdout.write(f"forgot {gone}")
