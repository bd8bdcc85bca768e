"""What the words of case work are called, in the languages of the catalogs."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bluezone.authority.cases.rules.words import (
    Certainty,
    Classification,
    Closeness,
    ContactState,
    Degree,
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


def choices(words: Mapping[Word, Promise]) -> list[tuple[str, Promise]]:
    """Return a field's choices: each word and what people read."""
    return [(str(word), label) for word, label in words.items()]
