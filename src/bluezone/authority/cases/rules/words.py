"""The words of case work: what a case, a contact, an exposure, a visit can be.

Sources: SORMAS (classification, follow-up and visit statuses), Go.Data (relationship: certainty, estimated date), facts on
case management, sections 1 to 4. Vietnam's F0, F1, F2 are `Case`, `Degree.FIRST`, `Degree.SECOND`; people read the
former in the console only.
"""

from enum import StrEnum

from bluezone.protocol import exposure_report


class Sex(StrEnum):
    """As an identity paper states it."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


class Classification(StrEnum):
    """How sure it is that a person has the disease."""

    SUSPECT = "suspect"
    PROBABLE = "probable"
    CONFIRMED = "confirmed"
    NOT_A_CASE = "not_a_case"


class Outcome(StrEnum):
    """What became of a case."""

    ONGOING = "ongoing"
    RECOVERED = "recovered"
    DIED = "died"
    UNKNOWN = "unknown"


class Origin(StrEnum):
    """How a record came into the registry."""

    OFFICER = "officer"
    LABORATORY = "laboratory"
    IMPORT = "import"
    EXPOSURE_REPORT = "exposure_report"
    SEED = "seed"


class Degree(StrEnum):
    """How far a contact stands from a case: F1 met a case, F2 met an F1."""

    FIRST = "f1"
    SECOND = "f2"


class ContactState(StrEnum):
    """Where a contact stands in the work."""

    CANDIDATE = "candidate"
    CONTACT = "contact"
    BECAME_CASE = "became_case"
    DROPPED = "dropped"


class FollowUp(StrEnum):
    """Where the follow-up of a contact or an isolated case stands (SORMAS)."""

    FOLLOW_UP = "follow_up"
    COMPLETED = "completed"
    CANCELED = "canceled"
    LOST = "lost"
    NO_FOLLOW_UP = "no_follow_up"


class VisitResult(StrEnum):
    """Whether a visit found the person (SORMAS)."""

    COOPERATIVE = "cooperative"
    UNCOOPERATIVE = "uncooperative"
    UNAVAILABLE = "unavailable"


class Setting(StrEnum):
    """Where an exposure happened."""

    HOUSEHOLD = "household"
    WORK = "work"
    SCHOOL = "school"
    TRANSPORT = "transport"
    HEALTH_CARE = "health_care"
    QUARANTINE = "quarantine"
    GATHERING = "gathering"
    VENUE = "venue"
    OTHER = "other"
    UNKNOWN = "unknown"


class Certainty(StrEnum):
    """How sure a relationship or a milestone is (Go.Data)."""

    CERTAIN = "certain"
    PROBABLE = "probable"
    POSSIBLE = "possible"
    UNKNOWN = "unknown"


class Closeness(StrEnum):
    """How near an exposure was, where somebody could say."""

    NEAR = "near"
    MIDDLE = "middle"
    FAR = "far"
    UNKNOWN = "unknown"


class SampleKind(StrEnum):
    """How a sample is tested."""

    PCR = "pcr"
    ANTIGEN = "antigen"
    ANTIBODY = "antibody"
    OTHER = "other"


class SampleResult(StrEnum):
    """What the laboratory found."""

    PENDING = "pending"
    POSITIVE = "positive"
    NEGATIVE = "negative"
    INCONCLUSIVE = "inconclusive"


Symptom = exposure_report.Symptom
"""Symptoms that a visit or a declaration records: the words of the citizen's declaration and letter, no others."""


class MilestoneSource(StrEnum):
    """How a milestone became known."""

    INTERVIEW = "interview"
    PRESENCE = "presence"
    PROXIMITY = "proximity"
    MASS_MEDIA = "mass_media"
    DOCUMENT = "document"


class MilestoneState(StrEnum):
    """Where a milestone stands on its way to the public."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"


class PresenceRole(StrEnum):
    """What somebody was at a milestone."""

    SOURCE = "source"
    EXPOSED = "exposed"
    STAFF = "staff"


class QuarantinePlace(StrEnum):
    """Where a person is to stay."""

    HOME = "home"
    FACILITY = "facility"
    HOSPITAL = "hospital"


class ExportReason(StrEnum):
    """Why a list with names leaves the system; the value is the purpose in the audit chain."""

    HANDOVER = "handover"
    REPORT = "report_to_superiors"
    FIELD_WORK = "field_work"
    ANALYSIS = "analysis"
    DATA_SUBJECT = "data_subject"
