"""Who may do what: roles, actions, and the one table between them.

A role alone is not enough: an act on a unit also needs that the unit stands below the unit of the assignment, on the
day of the act (`access.Holder.may_here`). Source of the split: rollout facts, 1.3 "Who sees what".
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What somebody is in the campaign or the health authority."""

    LEAD = "lead"
    REPORTER = "reporter"
    GATE_KEEPER = "gate_keeper"
    VISITOR = "visitor"
    VENUE_OWNER = "venue_owner"
    PRESS = "press"
    HELP_DESK = "help_desk"
    STEERING = "steering"
    MOVEMENT_LEAD = "movement_lead"
    TRACER = "tracer"
    CDC_DOCTOR = "cdc_doctor"
    CODE_DESK = "code_desk"
    EPIDEMIOLOGIST = "epidemiologist"
    POLICY_OWNER = "policy_owner"
    EDITOR = "editor"
    LANGUAGE_REVIEWER = "language_reviewer"
    INSPECTOR = "inspector"
    DATA_PROTECTION = "data_protection"
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    """What a page or a service asks permission for; the value is also the word in the audit chain."""

    ADMINISTER_ACCOUNTS = "accounts.administer"
    ISSUE_LINKS = "accounts.issue_links"
    CONFIGURE = "console.configure"
    READ_AUDIT = "audit.read"
    READ_OUTBOX = "delivery.read"
    READ_TERRITORY = "territory.read"
    EDIT_TERRITORY = "territory.edit"
    READ_DIRECTIVES = "directives.read"
    CONFIRM_DIRECTIVES = "directives.confirm"
    ASSIGN_TASKS = "directives.assign"
    ANSWER_TASKS = "directives.answer"
    WRITE_LETTERS = "directives.write_letters"
    SUBMIT_REPORTS = "reporting.submit"
    ENTER_FOR_OTHERS = "reporting.enter_for_others"
    READ_REPORTS = "reporting.read"
    EXPORT_REPORTS = "reporting.export"
    DEFINE_FORMS = "reporting.define_forms"
    SETTLE_FLAGS = "reporting.settle_flags"
    READ_DASHBOARD = "reporting.read_dashboard"
    READ_QUICK_REPORT = "reporting.read_quick_report"
    MAKE_QUICK_REPORT = "reporting.make_quick_report"
    PLAN_MOVEMENT = "reporting.plan_movement"
    APPOINT_GATE_KEEPER = "reporting.appoint_gate_keeper"
    TALLY_GATE = "reporting.tally_gate"
    VISIT_HOUSEHOLDS = "reporting.visit_households"
    RECORD_BROADCASTS = "reporting.record_broadcasts"
    RECORD_COMPLAINTS = "reporting.record_complaints"
    READ_COMPLAINTS = "reporting.read_complaints"
    READ_CASES = "cases.read"
    REGISTER_CASES = "cases.register"
    EDIT_CASES = "cases.edit"
    TRACE_CONTACTS = "cases.trace"
    FOLLOW_UP = "cases.follow_up"
    ORDER_QUARANTINE = "cases.order_quarantine"
    MERGE_PEOPLE = "cases.merge"
    READ_STATISTICS = "cases.statistics"
    DEFINE_CASES = "cases.define"
    IMPORT_CASES = "linelist.import"
    EXPORT_CASES = "linelist.export"
    ISSUE_CODES = "codes.issue"
    RUN_CODE_DESK = "codes.desk"
    MANAGE_LABORATORIES = "codes.laboratories"
    RELEASE_MILESTONES = "venues.release"
    KEEP_VENUES = "venues.keep"
    EDIT_NEWS = "news.edit"
    PUBLISH_POLICY = "policy.publish"
    HOLD_EXPORTS = "policy.hold_exports"
    EXPORT_PERSON = "retention.export_person"
    ERASE_PERSON = "retention.erase_person"
    RUN_PURGE = "retention.purge"
    READ_RETENTION = "retention.read"
    PUBLISH_DOCUMENTS = "site.publish"
    READ_VENUE_REGISTER = "venue_register.read"
    CONFIRM_VENUES = "venue_register.confirm"
    INSPECT_VENUES = "venue_register.inspect"
    KEEP_HOTSPOTS = "venue_register.hotspots"
    READ_TEXTS = "studio.read"
    WRITE_TEXTS = "studio.write"
    REVIEW_LANGUAGE = "studio.review_language"
    REVIEW_HEALTH = "studio.review_health"
    RELEASE_TEXTS = "studio.release"
    PRINT_MATERIALS = "studio.print"
    READ_FIELDWORK = "fieldwork.read"
    KEEP_FIELD_DEVICES = "fieldwork.devices"
    KEEP_WALK_LISTS = "fieldwork.lists"
    ENTER_SHEETS = "fieldwork.sheets"
    RESOLVE_VISITS = "fieldwork.resolve"
    RUN_SPOT_CHECKS = "fieldwork.spot_checks"
    READ_GATE = "gate.read"


_OWN_UNIT: Final = {Action.READ_TERRITORY, Action.READ_DIRECTIVES, Action.ANSWER_TASKS, Action.READ_REPORTS}
_OVERVIEW: Final = {
    Action.READ_TERRITORY,
    Action.READ_DIRECTIVES,
    Action.READ_REPORTS,
    Action.READ_DASHBOARD,
    Action.READ_QUICK_REPORT,
    Action.READ_COMPLAINTS,
}
_PLACES: Final = {
    Action.READ_VENUE_REGISTER,
    Action.CONFIRM_VENUES,
    Action.INSPECT_VENUES,
    Action.KEEP_HOTSPOTS,
    Action.READ_TEXTS,
    Action.PRINT_MATERIALS,
}
_FIELD: Final = {
    Action.READ_FIELDWORK,
    Action.KEEP_FIELD_DEVICES,
    Action.KEEP_WALK_LISTS,
    Action.ENTER_SHEETS,
    Action.RESOLVE_VISITS,
    Action.RUN_SPOT_CHECKS,
    Action.READ_GATE,
}

PERMISSIONS: Final[Mapping[Role, frozenset[Action]]] = {
    Role.LEAD: frozenset(
        {
            *_OVERVIEW,
            *_OWN_UNIT,
            Action.ISSUE_LINKS,
            Action.EDIT_TERRITORY,
            Action.READ_OUTBOX,
            Action.CONFIRM_DIRECTIVES,
            Action.ASSIGN_TASKS,
            Action.WRITE_LETTERS,
            Action.SUBMIT_REPORTS,
            Action.ENTER_FOR_OTHERS,
            Action.EXPORT_REPORTS,
            Action.DEFINE_FORMS,
            Action.SETTLE_FLAGS,
            Action.MAKE_QUICK_REPORT,
            Action.APPOINT_GATE_KEEPER,
            Action.RECORD_COMPLAINTS,
            Action.PUBLISH_DOCUMENTS,
            *_PLACES,
            Action.WRITE_TEXTS,
            Action.RELEASE_TEXTS,
            *_FIELD,
        }
    ),
    Role.REPORTER: frozenset(
        {*_OWN_UNIT, Action.SUBMIT_REPORTS, Action.READ_DASHBOARD, Action.APPOINT_GATE_KEEPER, *_PLACES, *_FIELD}
    ),
    Role.GATE_KEEPER: frozenset({Action.TALLY_GATE}),
    Role.VISITOR: frozenset({Action.VISIT_HOUSEHOLDS, Action.INSPECT_VENUES}),
    Role.VENUE_OWNER: frozenset({Action.READ_DIRECTIVES, Action.ANSWER_TASKS}),
    Role.PRESS: frozenset({*_OWN_UNIT, Action.RECORD_BROADCASTS, Action.READ_TEXTS, Action.PRINT_MATERIALS}),
    Role.HELP_DESK: frozenset(
        {
            Action.READ_TERRITORY,
            Action.RECORD_COMPLAINTS,
            Action.READ_COMPLAINTS,
            Action.ENTER_FOR_OTHERS,
            Action.ENTER_SHEETS,
        }
    ),
    Role.STEERING: frozenset({*_OVERVIEW, Action.READ_VENUE_REGISTER, Action.READ_FIELDWORK, Action.READ_GATE}),
    Role.MOVEMENT_LEAD: frozenset(
        {
            *_OWN_UNIT,
            Action.SUBMIT_REPORTS,
            Action.READ_DASHBOARD,
            Action.PLAN_MOVEMENT,
            Action.ISSUE_LINKS,
            Action.READ_FIELDWORK,
            Action.KEEP_FIELD_DEVICES,
        }
    ),
    Role.TRACER: frozenset(
        {
            Action.READ_TERRITORY,
            Action.READ_CASES,
            Action.TRACE_CONTACTS,
            Action.FOLLOW_UP,
            Action.ORDER_QUARANTINE,
            Action.RELEASE_MILESTONES,
        }
    ),
    Role.CDC_DOCTOR: frozenset(
        {
            Action.READ_TERRITORY,
            Action.READ_CASES,
            Action.REGISTER_CASES,
            Action.EDIT_CASES,
            Action.TRACE_CONTACTS,
            Action.FOLLOW_UP,
            Action.ORDER_QUARANTINE,
            Action.MERGE_PEOPLE,
            Action.READ_STATISTICS,
            Action.IMPORT_CASES,
            Action.EXPORT_CASES,
            Action.ISSUE_CODES,
            Action.RELEASE_MILESTONES,
            Action.KEEP_VENUES,
            Action.READ_TEXTS,
            Action.REVIEW_HEALTH,
        }
    ),
    Role.CODE_DESK: frozenset({Action.ISSUE_CODES, Action.RUN_CODE_DESK}),
    Role.EPIDEMIOLOGIST: frozenset({Action.READ_TERRITORY, Action.READ_STATISTICS, Action.DEFINE_CASES}),
    Role.POLICY_OWNER: frozenset({Action.READ_STATISTICS, Action.PUBLISH_POLICY, Action.HOLD_EXPORTS}),
    Role.EDITOR: frozenset({Action.EDIT_NEWS, Action.READ_TEXTS, Action.WRITE_TEXTS, Action.PRINT_MATERIALS}),
    Role.LANGUAGE_REVIEWER: frozenset({Action.READ_TEXTS, Action.REVIEW_LANGUAGE}),
    Role.INSPECTOR: frozenset({Action.READ_AUDIT, Action.READ_RETENTION}),
    Role.DATA_PROTECTION: frozenset(
        {
            Action.READ_AUDIT,
            Action.READ_RETENTION,
            Action.EXPORT_PERSON,
            Action.ERASE_PERSON,
            Action.RUN_PURGE,
        }
    ),
    Role.ADMINISTRATOR: frozenset(
        {
            Action.ADMINISTER_ACCOUNTS,
            Action.CONFIGURE,
            Action.ISSUE_LINKS,
            Action.READ_OUTBOX,
            Action.READ_TERRITORY,
            Action.EDIT_TERRITORY,
            Action.MANAGE_LABORATORIES,
        }
    ),
}
"""Everything that anybody may do; what is not here is refused."""

LEADING: Final = frozenset(
    {
        Role.LEAD,
        Role.STEERING,
        Role.ADMINISTRATOR,
        Role.CDC_DOCTOR,
        Role.TRACER,
        Role.CODE_DESK,
        Role.EPIDEMIOLOGIST,
        Role.POLICY_OWNER,
        Role.EDITOR,
        Role.LANGUAGE_REVIEWER,
        Role.INSPECTOR,
        Role.DATA_PROTECTION,
    }
)
"""Roles that work only with a second factor: a passkey or a code of an authenticator app."""

EVERYWHERE: Final = frozenset({Role.ADMINISTRATOR, Role.INSPECTOR, Role.DATA_PROTECTION})
"""Roles that hold for the whole installation; all others hold for a unit and what stands below it."""

LINKABLE: Final = frozenset(
    {Role.REPORTER, Role.GATE_KEEPER, Role.VISITOR, Role.VENUE_OWNER, Role.PRESS, Role.HELP_DESK, Role.MOVEMENT_LEAD}
)
"""Roles that a personal link can carry: never one that leads, treats or inspects."""

LONGEST_LINK: Final = timedelta(days=180)


def may(role: Role, action: Action) -> bool:
    """Return whether a role has a permission."""
    return action in PERMISSIONS[role]


def holds(day: date, first: date, last: date | None) -> bool:
    """Return whether an assignment is in force on a day; both its days count, no last day means still."""
    return first <= day and (last is None or day <= last)


def link_works(moment: datetime, *, expires_at: datetime, revoked_at: datetime | None) -> bool:
    """Return whether a personal link still opens: not yet expired and not revoked."""
    return moment < expires_at and revoked_at is None
