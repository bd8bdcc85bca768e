"""What the indicators are called and what each of them counts, in the languages of the catalogs."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from bluezone.authority.surveillance.rules.figures import Hours, Share

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator: its name in the figures, what people read, what it divides by what."""

    name: str
    label: "StrPromise"
    explained: "StrPromise"

    def as_json(self, value: Hours | Share) -> dict[str, Any]:
        """Return a figure for machines, with what it was made of."""
        if isinstance(value, Hours):
            return {"median_hours": value.middle, "known": value.known, "of": value.of}
        return {"part": value.part, "whole": value.whole, "percent": value.percent}


LINES: Final = (
    Line("to_code", _("Hours from confirmation to code"), _("median over cases with a code; both moments known")),
    Line("to_claim", _("Hours from code to its use"), _("median over used codes; the hour of use is rounded up")),
    Line(
        "traced_in_a_day",
        _("Tracing begun within 24 hours"),
        _("confirmed cases with a contact recorded within a day / confirmed cases"),
    ),
    Line("seen_today", _("Contacts seen today"), _("seen today / under follow-up today")),
    Line(
        "known_before",
        _("New cases among known contacts"),
        _("cases that were a contact before / cases of the period"),
    ),
    Line("followed_to_the_end", _("Followed to the end"), _("completed / completed, ended early or lost")),
    Line("lost", _("Lost"), _("lost / ever under follow-up")),
    Line(
        "ill_after_a_warning",
        _("Ill among those who reported a warning"),
        _("became a case / sent an exposure report; self-selected: says nothing about all who were warned"),
    ),
)
