"""Reading reports: what is in force, what it adds up to, who is silent, and what is behind each figure.

The value that pages and documents show is `rules.coverage.Coverage`. One loads everything known about a day once, in a
constant number of queries, and asks it about as many units as a page has rows:

    ground = ground_on(reporting_day(moment), structure=chosen_day(request))
    ground.coverage(province.pk)          # one unit
    ground.children(province.pk)          # the units below it, in their order: [(unit, Coverage), ...]
    ground.silent(province.pk)            # places that say nothing, longest first
    behind(ground, province.pk, Measure.DECLARED)  # the reports that a figure is made of

| Function | Answers |
| --- | --- |
| `ground_on(day, structure, line)` | everything known on a day, for territory, bodies or schools |
| `behind(ground, unit, measure)` | the submissions behind a figure, with what each adds |
| `series(unit_ids, form_key, measure, first, last)` | one total a day, each unit's last word carried forward |
| `open_flags(units, ...)` | questions that nobody has answered, newest first |
| `versions(submission)` | every version of one report, oldest first |
| `broadcasts(first, last)`, `complaints(first, last)`, `movement(first, last)` | tallies of events |
| `form_on(key, day)`, `forms_for(unit, day)` | the forms that are asked |
| `standing(unit, form_key, ...)` | the reports in force of one unit |

Every figure is a total up to the day; a unit that did not report on the day keeps its last word and stands as STALE.
"""

from bluezone.rollout.reporting.queries.events import Tally, broadcasts, complaints, movement, school_classes
from bluezone.rollout.reporting.queries.forms import form_on, forms_for, published, read_definition
from bluezone.rollout.reporting.queries.ground import Ground, Line, Silence, ground_on
from bluezone.rollout.reporting.queries.history import (
    Behind,
    behind,
    carried_values,
    in_force,
    latest_words,
    open_flags,
    series,
    standing,
    versions,
)

__all__ = [
    "Behind",
    "Ground",
    "Line",
    "Silence",
    "Tally",
    "behind",
    "broadcasts",
    "carried_values",
    "complaints",
    "form_on",
    "forms_for",
    "ground_on",
    "in_force",
    "latest_words",
    "movement",
    "open_flags",
    "published",
    "read_definition",
    "school_classes",
    "series",
    "standing",
    "versions",
]
