"""Puts the reminders that applications ask for into the outbox."""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.module_loading import import_string

from bluezone.authority.clock import present_moment
from bluezone.authority.delivery.services import lease, remind


class Command(BaseCommand):
    """Remind whom the applications want to be reminded; a second run the same day repeats nothing."""

    help = "Put due reminders into the outbox."

    def handle(self, *_args: object, **_options: object) -> None:
        """Ask every source that the settings list."""
        moment = present_moment()
        with lease("remind", moment):
            count = remind([import_string(source) for source in settings.REMINDER_SOURCES], moment)
        self.stdout.write(f"reminders {count}")
