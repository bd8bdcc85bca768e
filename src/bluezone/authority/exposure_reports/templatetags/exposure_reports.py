"""The last day of the mailbox, for the list of candidates."""

from django import template

from bluezone.authority.exposure_reports.models import MailDay
from bluezone.authority.exposure_reports.queries import last_mail_day

register = template.Library()


@register.simple_tag
def mailbox() -> MailDay | None:
    """Return the last day on which letters were collected; None before the first."""
    return last_mail_day()
