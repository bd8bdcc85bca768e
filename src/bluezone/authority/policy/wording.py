"""What the numbers of the policy are called, and what its services refuse, in the languages of the catalogs."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from bluezone.authority.feeds.showing import Refusals

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

NUMBERS: Final[dict[str, "StrPromise"]] = {
    "close_attenuation_db": _("Near up to (decibels of attenuation)"),
    "middle_attenuation_db": _("Middle distance up to (decibels of attenuation)"),
    "close_contact_minutes": _("Close contact from (minutes near in one UTC day)"),
    "bluezone_tolerance": _("Clock tolerance, Bluezone (steps of 15 minutes)"),
    "exposure_notification_tolerance": _("Clock tolerance, Exposure Notification (steps of 10 minutes)"),
    "counted": _("Reports that count"),
    "dummy_reports_a_day": _("Dummy reports of a phone (a day, on average)"),
    "dummy_letters_a_day": _("Dummy letters of a phone (a day, on average)"),
}
COUNTED: Final[dict[str, "StrPromise"]] = {
    "confirmed-test": _("confirmed by a test"),
    "clinical-diagnosis": _("diagnosed by a doctor"),
    "self-report": _("reported by the person alone"),
    "recursive": _("contact of a contact"),
    "revoked": _("revoked"),
    "unknown": _("of unknown kind"),
}
REFUSALS: Refusals = {
    "policy_approval": _("Say who approved it, and by which decision."),
    "policy_far": _("A version holds within a year from now."),
    "policy_numbers": _(
        "A number is missing or out of range; the middle distance reaches at least as far as the near one."
    ),
    "policy_past": _("A version holds from now on or later, never backwards."),
    "policy_published": _("This version is published. It is never changed; draw up a new one."),
    "policy_waiting": _("A version that was published before begins as late as this one or later. Choose a later day."),
}
