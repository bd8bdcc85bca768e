"""Records of case work; identifiers of people stand in a table of their own."""

from bluezone.authority.cases.models.cases import Case, Definition, InfectionLink, Sample, SymptomReport
from bluezone.authority.cases.models.contacts import Contact, Exposure
from bluezone.authority.cases.models.follow_up import QuarantineOrder, Visit
from bluezone.authority.cases.models.milestones import Milestone, Presence, Release
from bluezone.authority.cases.models.people import Identity, Person
from bluezone.authority.cases.models.work import CaseCode, Merge, Note, Transfer

__all__ = [
    "Case",
    "CaseCode",
    "Contact",
    "Definition",
    "Exposure",
    "Identity",
    "InfectionLink",
    "Merge",
    "Milestone",
    "Note",
    "Person",
    "Presence",
    "QuarantineOrder",
    "Release",
    "Sample",
    "SymptomReport",
    "Transfer",
    "Visit",
]
