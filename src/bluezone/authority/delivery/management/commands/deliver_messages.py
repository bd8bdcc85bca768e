"""Hands waiting messages to the configured gateway."""

from django.conf import settings
from django.core.management.base import BaseCommand

from bluezone.authority.clock import present_moment
from bluezone.authority.delivery.gateways import gateway_from
from bluezone.authority.delivery.services import deliver_due, lease


class Command(BaseCommand):
    """Hand over what is due, once each."""

    help = "Hand waiting messages to the configured SMS gateway."

    def handle(self, *_args: object, **_options: object) -> None:
        """Do nothing without a gateway: the outbox page is the gateway then."""
        gateway = gateway_from(settings.SMS_GATEWAY)
        if gateway is None:
            self.stdout.write("No gateway is configured; messages wait in the outbox.")
            return
        moment = present_moment()
        with lease("deliver", moment):
            counts = deliver_due(gateway, moment)
        self.stdout.write(", ".join(f"{outcome} {count}" for outcome, count in counts.items()))
