"""Collects the keyserver's totals and holds exports when codes do not fit the confirmed cases."""

from django.core.management.base import BaseCommand

from bluezone.authority.clock import present_moment
from bluezone.authority.codes.keyserver import code_server
from bluezone.authority.codes.services import collect_totals, watch
from bluezone.authority.delivery.services import lease


class Command(BaseCommand):
    """Look at the figures, and decide nothing that a person decided."""

    help = "Collect totals, and hold exports when codes or keys do not fit the confirmed cases."

    def handle(self, *_args: object, **_options: object) -> None:
        """Collect, watch, and say what the figures say."""
        moment, server = present_moment(), code_server()
        with lease("watch-exports", moment):
            collect_totals(server, moment)
            said = watch(server, moment)
        self.stdout.write(f"figures {said}")
