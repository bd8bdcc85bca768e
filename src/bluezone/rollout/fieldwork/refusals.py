"""What the field refuses, in words for people; the codes are those of `RuleViolation`."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from bluezone.authority.feeds.showing import Refusals
from bluezone.rollout.fieldwork.rules.keying import Fault

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

REFUSALS: Final[Refusals] = {
    "cannot_count": _("It cannot be counted as it is: its list or household is still unknown, or it cannot be read."),
    "glyph_missing": _("The village's name has a letter that cannot be printed."),
    "link_used": _("A telephone took this invitation meanwhile: revoke the device instead."),
    "list_closed": _("This list is closed."),
    "list_open": _("This village has an open list already. Change that one, or close it first."),
    "list_unnamed": _("Write the number and the name of the village."),
    "not_this_door": _("This visit was not at this door on this day."),
    "nothing_to_print": _("No household of this list is open: there is nothing to print."),
    "numbers_none": _("Write at least one household number."),
    "numbers_too_many": _("A list has at most 1,000 households. Make one list a village."),
    "numbers_unreadable": _("Write numbers such as 1-42, 45, 51A: nothing is guessed."),
    "settled": _("Somebody settled this meanwhile."),
}
FAULTS: Final[dict[Fault, "StrPromise"]] = {
    Fault.NUMBER_MISSING: _("The household's number is missing."),
    Fault.NUMBER_WRONG: _("This is no household number: digits, and at most two letters after them."),
    Fault.NUMBER_TWICE: _("This household stands on two lines."),
    Fault.OUTCOME_MISSING: _("What happened at the door is missing: 1, 2, 3, 4 or 5."),
    Fault.OUTCOME_WRONG: _("What happened at the door is one digit from 1 to 5."),
    Fault.COUNT_WRONG: _("Phones are counted from 0 to 20."),
    Fault.DAY_WRONG: _("Write a day after the visit, such as 28/11."),
    Fault.DAY_ALONE: _("A day to come back goes with 4 only."),
    Fault.UNKNOWN: _("This household is not on the list."),
}
