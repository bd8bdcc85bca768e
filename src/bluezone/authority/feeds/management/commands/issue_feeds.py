"""Publishes the feeds whose content changed since they were published last."""

from django.core.management.base import BaseCommand

from bluezone.authority.clock import present_moment
from bluezone.authority.delivery.services import lease
from bluezone.authority.feeds.services import issue_due


class Command(BaseCommand):
    """Publish what changed; what is a day old is renewed by `bluezone feed keep`."""

    help = "Publish the signed feeds whose content changed."

    def handle(self, *_args: object, **_options: object) -> None:
        """Issue, and say how many."""
        moment = present_moment()
        with lease("feeds", moment):
            count = issue_due(moment)
        self.stdout.write(f"feeds {count}")
