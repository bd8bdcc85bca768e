"""Brings codes to the rows of the code desk and of laboratories that wait."""

from django.core.management.base import BaseCommand

from bluezone.authority.clock import present_moment
from bluezone.authority.codes.keyserver import code_server
from bluezone.authority.codes.services import bring_due
from bluezone.authority.codes.services.bringing import give_up
from bluezone.authority.delivery.services import lease


class Command(BaseCommand):
    """Ask for codes and put them into the outbox, each once."""

    help = "Bring codes to rows that wait."

    def handle(self, *_args: object, **_options: object) -> None:
        """Erase what waited too long first: that needs no keyserver."""
        moment = present_moment()
        with lease("bring-codes", moment):
            give_up(moment)
            sent = bring_due(code_server(), moment)
        self.stdout.write(f"codes {sent}")
