"""What the services refuse, in words for people; the codes are those of `RuleViolation`."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from bluezone.protocol.errors import RuleViolation

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

REFUSALS: Final[Mapping[str, "StrPromise"]] = {
    "birth_out_of_reach": _("A birth lies between 1895 and today."),
    "birth_year_differs": _("The year of birth and the date of birth are of two different years."),
    "case_closed": _("The case is closed. Open it again first."),
    "case_days": _("A day lies in the future, or the confirmation before the sample."),
    "case_of_another": _("This case is another person's."),
    "case_open": _("This person has an open case already. Open that one."),
    "case_outcome": _("A case is closed with an outcome: recovered, died, or not known."),
    "case_unknown": _("No case of your units bears this number, or several do."),
    "contact_state": _("This person became a case. Work goes on there."),
    "definition_day": _("A new version begins after the first day of the version before."),
    "definition_missing": _("No definition of cases and contacts is in force on this day."),
    "definition_number": _("A number of the definition is out of range."),
    "exposure_in_future": _("An exposure lies today or before."),
    "exposure_of_oneself": _("Nobody is the own contact: choose another source."),
    "exposure_out_of_order": _("An exposure ends after it begins."),
    "infection_of_oneself": _("Nobody infects oneself: choose another case."),
    "merge_clash": _("These two were in contact with each other, or both stood at one milestone: they are two people."),
    "merge_undone": _("This was taken back already."),
    "merge_with_itself": _("Choose another record: a record is not brought together with itself."),
    "milestone_interval": _("A milestone lies in the past, ends after it begins and lasts at most two days."),
    "milestone_private": _("A private home is never published."),
    "milestone_state": _("Only a draft is reviewed."),
    "note_empty": _("Write something first."),
    "not_a_successor": _("This unit does not follow the dissolved one."),
    "nothing_to_take_back": _("Nothing of it lies there any more."),
    "order_days": _("An order lasts at least one day and at most 21 (Decree 101/2010)."),
    "sample_days": _("A sample was taken today or before."),
    "symptom_days": _("Symptoms are of today or before."),
    "too_many_lines": _("At most 200 contacts are entered at once."),
    "transfer_reason": _("Say why the record is passed on."),
    "transfer_to_itself": _("The record is with this unit already."),
    "unit_stands": _("Only records of dissolved units are passed on at once."),
    "visit_days": _("A visit lies today or within the last 60 days."),
    "visit_of_another": _("This visit was recorded for somebody else. Reload the page."),
}


def in_words(refused: RuleViolation) -> str:
    """Return what a refusal tells a person."""
    return str(REFUSALS.get(refused.code, _("This was refused by a rule.")))
