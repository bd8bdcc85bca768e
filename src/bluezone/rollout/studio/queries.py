"""Reading texts: the matrix, one text with what was said about it, what may be printed, for which units, how often."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet, Sum
from django.utils import timezone

from bluezone.authority.console.queries import publisher
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.queries import on, structure
from bluezone.rollout.reporting.models import Submission
from bluezone.rollout.studio.models import DownloadCount, Material, Review, ScanCount, StudioText
from bluezone.rollout.studio.rules.languages import LANGUAGES, TAGS
from bluezone.rollout.studio.rules.review import Act, Step, is_sent_back, may_print
from bluezone.rollout.studio.rules.words import Form, Imprint, Message, Place, State, Text

SMALLEST_SHOWN: Final = 10
"""Openings of a unit's address, and files taken away, below this number are not told."""
LAST_DAYS: Final = timedelta(days=28)
FORMS: Final = tuple(Form)
BROADCAST_LANGUAGES: Final = {
    "vi": "vi",
    "blt": "thai",
    "twh": "thai",
    "hmn": "mong",
    "ium": "dao",
    "hni": "ha_nhi",
    "pcc": "giay",
    "lhu": "la_hu",
}
"""What the form of broadcasts calls a language."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What there is of one message in one language.

    Args:
        message: Which message.
        latest: The newest version; None when the text is missing.
        released: The version that is in use.
        is_sent_back: Whether the newest version waits for its author.
    """

    message: Message
    latest: StudioText | None = None
    released: StudioText | None = None
    is_sent_back: bool = False


@dataclass(frozen=True, slots=True)
class Scanned:
    """How often one unit's address was opened.

    Args:
        name: The unit's name.
        code: Its code.
        total: How often; a small number is not told.
    """

    name: str
    code: str
    total: int

    @property
    def is_small(self) -> bool:
        """Whether the number is withheld."""
        return self.total < SMALLEST_SHOWN


def imprint() -> Imprint:
    """Return who speaks: a trial until a publisher is configured."""
    speaks = publisher()
    return Imprint(speaks.name if speaks else "", settings.HOTLINE, settings.SITE_ORIGIN, trial=speaks is None)


def value_of(row: StudioText) -> Text:
    """Return a kept text as a value."""
    return Text(
        message=Message(row.message),
        language=row.language,
        version=row.version,
        headline=row.headline,
        lead=row.lead,
        steps=tuple(row.steps),
        promise=row.promise,
        loudspeaker=row.loudspeaker,
        radio_30=row.radio_30,
        radio_60=row.radio_60,
        sms_accented=row.sms_accented,
        sms_plain=row.sms_plain,
    )


def version_day(row: StudioText, today: date) -> date:
    """Return the day that stands beside the version on paper: that of the release, or today's on a trial before it."""
    return timezone.localdate(row.released_at) if row.released_at else today


def acts_of(reviews: Iterable[Review]) -> list[Act]:
    """Return what was done with a text, in order."""
    return [Act(Step(each.step), each.actor, each.native, each.remark) for each in reviews]


def matrix() -> list[tuple[str, list[Cell]]]:
    """Return, for each language, what there is of each message; two questions to the database."""
    rows = defaultdict[tuple[str, str], list[StudioText]](list)
    for row in StudioText.objects.defer("loudspeaker", "radio_30", "radio_60").prefetch_related("reviews"):
        rows[row.language, row.message].append(row)
    return [(tag, [_cell(message, rows[tag, message]) for message in Message]) for tag in TAGS]


def _cell(message: Message, versions: Sequence[StudioText]) -> Cell:
    if not versions:
        return Cell(message)
    latest = versions[0]
    released = next((each for each in versions if each.state == State.RELEASED), None)
    return Cell(message, latest, released, is_sent_back(acts_of(latest.reviews.all())))


def versions_of(message: str, language: str) -> QuerySet[StudioText]:
    """Return every version of a message in a language, the newest first."""
    return StudioText.objects.filter(message=message, language=language)


def printable(*, trial: bool) -> list[StudioText]:
    """Return the newest version of each message and language that may be printed now, in the order of the languages."""
    found: dict[tuple[str, str], StudioText] = {}
    for row in StudioText.objects.prefetch_related("reviews"):
        key = (row.language, row.message)
        if may_print(acts_of(row.reviews.all()), row.language, trial=trial) and _is_better(row, found.get(key)):
            found[key] = row
    order = list(Message)
    return sorted(found.values(), key=lambda row: (TAGS.index(row.language), order.index(Message(row.message))))


def _is_better(row: StudioText, known: StudioText | None) -> bool:
    return known is None or (known.state != State.RELEASED and row.state == State.RELEASED)


def text_for(message: Message, language: str) -> Text | None:
    """Return what a message says in a language, as far as it may be printed now; None when it may not."""
    trial = publisher() is None
    rows = [row for row in printable(trial=trial) if row.message == message and row.language == language]
    return value_of(rows[0]) if rows else None


def may_be_printed(row: StudioText) -> bool:
    """Return whether a text may be printed on this installation now."""
    return may_print(acts_of(row.reviews.all()), row.language, trial=publisher() is None)


def places(units: Sequence[Unit], day: date, site: str) -> list[Place]:
    """Return where each unit's poster hangs and what its code says, in the given order; two questions for any number."""
    tree = structure(day)
    above = {unit.pk: tree.ancestors(unit.pk) for unit in units}
    names = dict(Unit.objects.filter(pk__in={key for keys in above.values() for key in keys}).values_list("pk", "name"))
    return [_place(unit, [names[key] for key in above[unit.pk]], site) for unit in units]


def _place(unit: Unit, above: Sequence[str], site: str) -> Place:
    return Place(unit.name, ", ".join(above), unit.stat_code, f"{site}/i?u={unit.stat_code}")


def units_by_code(codes: Sequence[str], day: date) -> dict[str, Unit]:
    """Return the units that bear some codes on a day."""
    return {unit.stat_code: unit for unit in on(day).filter(stat_code__in=codes)}


def units_by_id(ids: Sequence[str]) -> list[Unit]:
    """Return units in the order of their ids."""
    found = Unit.objects.in_bulk([UUID(each) for each in ids])
    return [found[UUID(each)] for each in ids if UUID(each) in found]


def broadcasts_of(row: StudioText) -> list[Submission]:
    """Return when a version was broadcast, as the press desk recorded it, newest first."""
    language = BROADCAST_LANGUAGES.get(row.language, "other")
    rows = Submission.objects.filter(
        latest__isnull=False,
        form__key="broadcast",
        values__text=row.message.replace("-", "_"),
        values__text_version=row.version,
        values__language=language,
    )
    return list(rows.select_related("unit", "form").order_by("-last_day", "-received_at"))


def public_materials(*, trial: bool) -> list[tuple[StudioText, list[Material]]]:
    """Return what everybody may take away: files of released texts that say trial exactly when this is one."""
    rows = Material.objects.filter(text__state=State.RELEASED, is_trial=trial).select_related("text")
    by_text: dict[UUID, tuple[StudioText, list[Material]]] = {}
    for row in rows:
        by_text.setdefault(row.text_id, (row.text, []))[1].append(row)
    for _text, files in by_text.values():
        files.sort(key=lambda each: FORMS.index(Form(each.form)))
    order = list(Message)
    return sorted(
        by_text.values(), key=lambda each: (TAGS.index(each[0].language), order.index(Message(each[0].message)))
    )


def downloads(language: str, since: date) -> list[tuple[Form, int | None]]:
    """Return how often each form was taken away in a language since a day, of whatever text; None for a small number."""
    rows = DownloadCount.objects.filter(day__gte=since, language=language).values_list("form")
    totals = dict(rows.annotate(total=Sum("count")))
    return [
        (form, total if total >= SMALLEST_SHOWN else None) for form in FORMS if (total := totals.get(form.value, 0))
    ]


def scans(units: QuerySet[Unit], since: date) -> list[Scanned]:
    """Return how often the address on each unit's posters was opened since a day, the most often first."""
    rows = ScanCount.objects.filter(unit__in=units, day__gte=since)
    totals = rows.values_list("unit__name", "unit__stat_code").annotate(total=Sum("count"))
    return [Scanned(*row) for row in totals.order_by("-total", "unit__name")]


def language_names(language: str) -> dict[str, str]:
    """Return what each language is called in a language of the console."""
    return {each.tag: each.name(language) for each in LANGUAGES}
