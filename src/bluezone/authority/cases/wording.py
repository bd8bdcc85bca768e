"""What the words of case work are called, in the languages of the catalogs."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bluezone.authority.cases.rules.closeness import Reason
from bluezone.authority.cases.rules.duplicates import Sign
from bluezone.authority.cases.rules.follow_up import Standing
from bluezone.authority.cases.rules.words import (
    Certainty,
    Classification,
    Closeness,
    ContactState,
    Degree,
    ExportReason,
    FollowUp,
    MilestoneSource,
    MilestoneState,
    Origin,
    Outcome,
    PresenceRole,
    QuarantinePlace,
    SampleKind,
    SampleResult,
    Setting,
    Sex,
    Symptom,
    VisitResult,
)

Word = TypeVar("Word", bound=StrEnum)

SEXES: Final = {
    Sex.FEMALE: _("female"),
    Sex.MALE: _("male"),
    Sex.OTHER: _("other"),
    Sex.UNKNOWN: _("not known"),
}
CLASSIFICATIONS: Final = {
    Classification.SUSPECT: _("suspected"),
    Classification.PROBABLE: _("probable"),
    Classification.CONFIRMED: _("confirmed"),
    Classification.NOT_A_CASE: _("not a case"),
}
OUTCOMES: Final = {
    Outcome.ONGOING: _("ill"),
    Outcome.RECOVERED: _("recovered"),
    Outcome.DIED: _("died"),
    Outcome.UNKNOWN: _("outcome not known"),
}
ORIGINS: Final = {
    Origin.OFFICER: _("an officer"),
    Origin.LABORATORY: _("a laboratory"),
    Origin.IMPORT: _("an imported line list"),
    Origin.EXPOSURE_REPORT: _("the person's own exposure report"),
    Origin.SEED: _("invented for trying out"),
}
DEGREES: Final = {
    Degree.FIRST: _("F1, met a case"),
    Degree.SECOND: _("F2, met an F1"),
}
CONTACT_STATES: Final = {
    ContactState.CANDIDATE: _("candidate"),
    ContactState.CONTACT: _("contact"),
    ContactState.BECAME_CASE: _("became a case"),
    ContactState.DROPPED: _("not a contact"),
}
FOLLOW_UPS: Final = {
    FollowUp.FOLLOW_UP: _("under follow-up"),
    FollowUp.COMPLETED: _("completed"),
    FollowUp.CANCELED: _("ended early"),
    FollowUp.LOST: _("lost"),
    FollowUp.NO_FOLLOW_UP: _("no follow-up"),
}
VISIT_RESULTS: Final = {
    VisitResult.COOPERATIVE: _("seen"),
    VisitResult.UNCOOPERATIVE: _("did not want to"),
    VisitResult.UNAVAILABLE: _("not reached"),
}
SETTINGS: Final = {
    Setting.HOUSEHOLD: _("household"),
    Setting.WORK: _("work"),
    Setting.SCHOOL: _("school"),
    Setting.TRANSPORT: _("transport"),
    Setting.HEALTH_CARE: _("health care"),
    Setting.QUARANTINE: _("quarantine"),
    Setting.GATHERING: _("gathering"),
    Setting.VENUE: _("public place"),
    Setting.OTHER: _("elsewhere"),
    Setting.UNKNOWN: _("place not known"),
}
CERTAINTIES: Final = {
    Certainty.CERTAIN: _("certain"),
    Certainty.PROBABLE: _("likely"),
    Certainty.POSSIBLE: _("possible"),
    Certainty.UNKNOWN: _("certainty not known"),
}
CLOSENESSES: Final = {
    Closeness.NEAR: _("near"),
    Closeness.MIDDLE: _("some metres"),
    Closeness.FAR: _("far"),
    Closeness.UNKNOWN: _("distance not known"),
}
SAMPLE_KINDS: Final = {
    SampleKind.PCR: _("PCR"),
    SampleKind.ANTIGEN: _("antigen test"),
    SampleKind.ANTIBODY: _("antibody test"),
    SampleKind.OTHER: _("another test"),
}
RESULTS: Final = {
    SampleResult.PENDING: _("waiting"),
    SampleResult.POSITIVE: _("positive"),
    SampleResult.NEGATIVE: _("negative"),
    SampleResult.INCONCLUSIVE: _("inconclusive"),
}
SYMPTOMS: Final = {
    Symptom.FEVER: _("fever"),
    Symptom.COUGH: _("cough"),
    Symptom.SORE_THROAT: _("sore throat"),
    Symptom.BREATHLESS: _("breathlessness"),
    Symptom.TIRED: _("tiredness"),
    Symptom.ACHES: _("aching body"),
    Symptom.HEADACHE: _("headache"),
    Symptom.RUNNY_NOSE: _("runny nose"),
    Symptom.LOSS_OF_SMELL: _("loss of smell or taste"),
    Symptom.DIARRHOEA: _("diarrhoea"),
    Symptom.OTHER: _("something else"),
}
MILESTONE_SOURCES: Final = {
    MilestoneSource.INTERVIEW: _("interview"),
    MilestoneSource.PRESENCE: _("check-in"),
    MilestoneSource.PROXIMITY: _("phones"),
    MilestoneSource.MASS_MEDIA: _("mass media"),
    MilestoneSource.DOCUMENT: _("document"),
}
MILESTONE_STATES: Final = {
    MilestoneState.DRAFT: _("draft"),
    MilestoneState.REVIEWED: _("reviewed"),
    MilestoneState.RELEASED: _("released"),
    MilestoneState.WITHDRAWN: _("withdrawn"),
}
PRESENCE_ROLES: Final = {
    PresenceRole.SOURCE: _("source"),
    PresenceRole.EXPOSED: _("exposed"),
    PresenceRole.STAFF: _("staff"),
}
QUARANTINE_PLACES: Final = {
    QuarantinePlace.HOME: _("at home"),
    QuarantinePlace.FACILITY: _("in a facility"),
    QuarantinePlace.HOSPITAL: _("in hospital"),
}

EXPORT_REASONS: Final = {
    ExportReason.HANDOVER: _("handing over to another unit"),
    ExportReason.REPORT: _("a report to a higher body"),
    ExportReason.FIELD_WORK: _("work on paper in the field"),
    ExportReason.ANALYSIS: _("analysis of the outbreak"),
    ExportReason.DATA_SUBJECT: _("a request of the person about the own data"),
}
NUMBERS: Final = {
    "follow_up_days": _("Days of follow-up of an F1 after the last exposure"),
    "second_follow_up_days": _("Days of follow-up of an F2"),
    "quarantine_days": _("Days of quarantine of an F1"),
    "infectious_days_before": _("Infectious from so many days before the first symptoms"),
    "infectious_days_after": _("Infectious until so many days after them"),
    "contact_minutes": _("Minutes that make a close contact"),
    "contact_metres": _("Metres within which they count"),
}
"""The fields of `rules.definitions.Numbers`."""
SIGNS: Final = {
    Sign.SAME_NUMBER: _("the same personal number"),
    Sign.SAME_NAME: _("the same name"),
    Sign.NAME_BUT_MARKS: _("the same name but for its marks"),
    Sign.SIMILAR_NAME: _("a name that differs by one letter"),
    Sign.SAME_BIRTH_DATE: _("the same date of birth"),
    Sign.SAME_BIRTH_YEAR: _("the same year of birth"),
    Sign.SAME_PHONE: _("the same telephone"),
    Sign.SAME_UNIT: _("the same commune"),
    Sign.OTHER_SEX: _("another sex"),
    Sign.OTHER_BIRTH_YEAR: _("another year of birth"),
    Sign.OTHER_NUMBER: _("another personal number"),
}
STANDINGS: Final = {
    Standing.NOT_BEGUN: _("begins later"),
    Standing.DUE: _("to be seen today"),
    Standing.SEEN: _("seen today"),
    Standing.OVERDUE: _("overdue"),
    Standing.SILENT: _("silent for days"),
    Standing.OVER: _("days are over"),
}
TURNS: Final = {
    "due": _("To be seen today"),
    "overdue": _("Overdue"),
    "silent": _("Silent for days"),
    "seen": _("Seen today"),
    "lost": _("Lost"),
}
"""The parts of a day's list."""
REASONS: Final = {
    Reason.HOUSEHOLD: _("lives in one household"),
    Reason.NEAR_AND_LONG: _("near and long enough"),
    Reason.TOO_SHORT: _("too short"),
    Reason.TOO_FAR: _("too far"),
    Reason.NOT_INFECTIOUS: _("the case was not infectious then"),
    Reason.NOT_KNOWN: _("too little is known: you decide"),
}


def choices(words: Mapping[Word, Promise]) -> list[tuple[str, Promise]]:
    """Return a field's choices: each word and what people read."""
    return [(str(word), label) for word, label in words.items()]


_OF_FIELDS: Final[Mapping[str, Mapping[str, Promise]]] = {
    "sex": dict(choices(SEXES)),
    "classification": dict(choices(CLASSIFICATIONS)),
    "outcome": dict(choices(OUTCOMES)),
    "degree": dict(choices(DEGREES)),
    "state": dict(choices(CONTACT_STATES)),
    "follow_up": dict(choices(FOLLOW_UPS)),
}


def word_of(row: object, field: str) -> str:
    """Return what a field of a person, case or contact says, in the language of the moment; an unknown word as it is.

    The same as Django's `get_…_display`, which makes the table of all words anew each time: too slow for long lists.
    """
    value: str = getattr(row, field)
    return str(_OF_FIELDS[field].get(value, value))
