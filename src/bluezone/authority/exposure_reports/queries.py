"""Reading reports: how many candidates wait for whom, and when the mailbox was looked into last."""

from bluezone.authority.accounts.access import Holder
from bluezone.authority.accounts.rules import Action
from bluezone.authority.cases.models import Contact
from bluezone.authority.cases.rules.words import ContactState
from bluezone.authority.exposure_reports.models import MailDay


def candidates_waiting(holder: Holder) -> int:
    """Return how many candidates of a holder's units wait for a decision."""
    return Contact.objects.filter(unit__in=holder.units(Action.READ_CASES), state=ContactState.CANDIDATE).count()


def last_mail_day() -> MailDay | None:
    """Return the last day on which letters were collected; None before the first."""
    return MailDay.objects.first()
