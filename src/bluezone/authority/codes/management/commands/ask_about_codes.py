"""Asks the keyserver which codes were claimed."""

from django.core.management.base import BaseCommand

from bluezone.authority.clock import present_moment
from bluezone.authority.codes.keyserver import code_server
from bluezone.authority.codes.services import ask_due
from bluezone.authority.delivery.services import lease


class Command(BaseCommand):
    """Ask about open codes, those longest not asked about first."""

    help = "Ask which codes were claimed."

    def handle(self, *_args: object, **_options: object) -> None:
        """Ask, and say about how many."""
        moment = present_moment()
        with lease("ask-about-codes", moment):
            count = ask_due(code_server(), moment)
        self.stdout.write(f"asked {count}")
