"""Collects exposure reports from the keyserver's mailbox."""

from django.conf import settings
from django.core.management.base import BaseCommand

from bluezone.authority.clock import present_moment
from bluezone.authority.delivery.services import lease
from bluezone.authority.exposure_reports.mailbox import KeyserverMailbox
from bluezone.authority.exposure_reports.services import collect, forget
from bluezone.authority.keyring import load_or_make
from bluezone.authority.keyserver_desk import KeyserverDesk, credential_in
from bluezone.protocol.errors import RuleViolation, Unavailable


class Command(BaseCommand):
    """Collect what lies in the mailbox, and forget which reports came long ago."""

    help = "Collect exposure reports from the keyserver's mailbox."

    def handle(self, *_args: object, **_options: object) -> None:
        """Collect, and say how many.

        Raises:
            Unavailable: There is no keyserver, or it refuses; the next round tries again.
        """
        moment = present_moment()
        mailbox = KeyserverMailbox(
            KeyserverDesk(settings.KEYSERVER_ADDRESS, credential_in(settings.KEYSERVER_CREDENTIAL))
        )
        with lease("exposure_reports", moment):
            forget(moment)
            try:
                found = collect(mailbox, load_or_make(settings.AUTHORITY_KEYS, at=moment).opening, moment)
            except RuleViolation as refused:
                raise Unavailable("the mailbox cannot be opened now: " + refused.code) from refused
        self.stdout.write(f"reports {found.reports}, repeated {found.repeated}, waiting {found.left}")
