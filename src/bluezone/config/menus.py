"""The main menus of both doors, in reading order; an application adds its row here."""

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bluezone.authority.accounts.access import Holder
from bluezone.authority.accounts.rules import Action
from bluezone.authority.cases.rules.words import ContactState
from bluezone.authority.console.navigation import MenuRow, Waiting
from bluezone.authority.exposure_reports.queries import candidates_waiting
from bluezone.rollout.fieldwork.queries.waiting import set_aside_waiting


def candidates(holder: Holder) -> Waiting | None:
    """Return how many candidates of a holder's units wait, most of them self-reported; None when none does."""
    count = candidates_waiting(holder)
    return Waiting(count, reverse("cases:contacts") + f"?state={ContactState.CANDIDATE}") if count else None


def fieldwork_waiting(holder: Holder) -> Waiting | None:
    """Return how many events of the field were set aside in a holder's units; None when none was."""
    count = set_aside_waiting(holder)
    return Waiting(count, reverse("fieldwork:set_aside")) if count else None


CONSOLE: Final = (
    MenuRow(_("Overview"), "console:home", None),
    MenuRow(_("Dashboard"), "overview:home", Action.READ_DASHBOARD),
    MenuRow(
        _("Cases"),
        "cases:cases",
        Action.READ_CASES,
        _("People who have the disease (F0): register, confirm, trace, close."),
    ),
    MenuRow(
        _("Contacts"),
        "cases:contacts",
        Action.READ_CASES,
        _("People who met a case (F1, F2), and candidates that wait for a decision."),
        waiting=candidates,
    ),
    MenuRow(
        _("Follow-up"), "cases:follow_up", Action.FOLLOW_UP, _("Whom to see today, who is overdue, who is silent.")
    ),
    MenuRow(
        _("Milestones"),
        "cases:milestones",
        Action.READ_CASES,
        _("Places and times at which people may have been infected."),
    ),
    MenuRow(
        _("Line lists"),
        "linelist:listing",
        Action.IMPORT_CASES,
        _("Cases and contacts from XLSX, CSV or JSON, and out again."),
    ),
    MenuRow(
        _("Statistics"),
        "surveillance:statistics",
        Action.READ_STATISTICS,
        _("The curve, the chain of infection, indicators: figures without names."),
    ),
    MenuRow(
        _("Codes"),
        "codes:codes",
        Action.ISSUE_CODES,
        _("Verification codes: issue one, see whether it was claimed, issue 5,000 from a file."),
    ),
    MenuRow(
        _("Exports"),
        "codes:exports",
        Action.HOLD_EXPORTS,
        _("Whether keys reach the phones; hold them when something is wrong."),
    ),
    MenuRow(
        _("Laboratories"),
        "codes:laboratories",
        Action.MANAGE_LABORATORIES,
        _("Whose programs send results, with which key, how many a day."),
    ),
    MenuRow(
        _("Warnings"),
        "venues:warnings",
        Action.RELEASE_MILESTONES,
        _("Release a milestone: phones that were there and the press are told."),
    ),
    MenuRow(
        _("Venues"),
        "venues:venues",
        Action.KEEP_VENUES,
        _("Places with a code at the door, their posters and versions."),
    ),
    MenuRow(
        _("News and advice"),
        "news:bulletin",
        Action.EDIT_NEWS,
        _("What phones and the public site say to everybody, in two languages."),
    ),
    MenuRow(
        _("Risk policy"),
        "policy:versions",
        Action.PUBLISH_POLICY,
        _("The numbers by which phones decide whom they warn."),
    ),
    MenuRow(
        _("Directives"),
        "directives:listing",
        Action.READ_DIRECTIVES,
        _("From a document to who must do what, and what became of it."),
    ),
    MenuRow(
        _("Reports"),
        "reporting:mine",
        Action.SUBMIT_REPORTS,
        _("Counts of your unit: two minutes on a phone, corrections at any time."),
    ),
    MenuRow(
        _("Movement"),
        "reporting:movement",
        Action.PLAN_MOVEMENT,
        _("Events, volunteers, pledges, certificates."),
    ),
    MenuRow(
        _("Broadcasts"),
        "reporting:broadcasts",
        Action.RECORD_BROADCASTS,
        _("What was broadcast or published, in which language, when."),
    ),
    MenuRow(
        _("Texts and posters"),
        "studio:home",
        Action.READ_TEXTS,
        _("What the campaign says, in which languages; posters, leaflets, scripts, SMS."),
    ),
    MenuRow(_("Gate"), "reporting:gate", Action.TALLY_GATE, _("The tally of a shift: in, out, helped.")),
    MenuRow(_("Gates"), "gate:gates", Action.READ_GATE, _("Shifts at gates: in, out, helped; which gate is silent.")),
    MenuRow(
        _("Complaints"),
        "reporting:complain",
        Action.RECORD_COMPLAINTS,
        _("Record one in a few taps, without anything about a person."),
    ),
    MenuRow(
        _("Telephone desk"),
        "reporting:desk",
        Action.ENTER_FOR_OTHERS,
        _("Type what a unit says by telephone or on paper."),
    ),
    MenuRow(
        _("Questions about figures"),
        "reporting:questions",
        Action.READ_REPORTS,
        _("Numbers that cannot be true, or hardly."),
    ),
    MenuRow(
        _("Register of places"),
        "venue_register:queue",
        Action.READ_VENUE_REGISTER,
        _("Places that owners offer: confirm them, print their posters, see which are due for inspection."),
    ),
    MenuRow(
        _("Inspect"),
        "venue_register:inspect",
        Action.INSPECT_VENUES,
        _("Look whether the poster hangs at the door: one tap."),
    ),
    MenuRow(
        _("Doors and gates"),
        "fieldwork:lists",
        Action.READ_FIELDWORK,
        _("Walk lists of villages, telephones of the teams, what they report, paper sheets."),
        waiting=fieldwork_waiting,
    ),
    MenuRow(
        _("Paper sheets"),
        "fieldwork:sheets",
        Action.ENTER_SHEETS,
        _("Key what teams wrote on paper."),
    ),
    MenuRow(
        _("Public wifi"),
        "hotspots:list",
        Action.READ_VENUE_REGISTER,
        _("Networks that show the notice, and what machines found there."),
    ),
    MenuRow(
        _("Territory"),
        "register:territory",
        Action.READ_TERRITORY,
        _("Units of any day: names, codes, what stands below, what became of them."),
    ),
    MenuRow(
        _("Register of bodies"),
        "register:register",
        Action.READ_TERRITORY,
        _("Agencies, schools, unions, venues, and their personal links."),
    ),
    MenuRow(
        _("Accounts"),
        "console:people",
        Action.ADMINISTER_ACCOUNTS,
        _("Who logs in, and what they are, where, until when."),
    ),
    MenuRow(
        _("Public site"),
        "publishing:listing",
        Action.PUBLISH_DOCUMENTS,
        _("Directives and quick reports that everybody may read."),
    ),
    MenuRow(_("Outbox"), "delivery:outbox", Action.READ_OUTBOX, _("Messages that wait, and what became of the rest.")),
    MenuRow(
        _("Data protection"),
        "retention:home",
        Action.READ_RETENTION,
        _("What is kept and for how long; one person's data; who looked at whom."),
    ),
    MenuRow(_("Audit"), "console:audit", Action.READ_AUDIT, _("Who did what, and whether the chain is whole.")),
    MenuRow(_("Settings"), "console:publisher", Action.CONFIGURE, _("In whose name this installation speaks.")),
)
SITE: Final = (
    MenuRow(_("First page"), "site:front", None),
    MenuRow(_("Figures"), "site:figures", None),
    MenuRow(_("Desk"), "public:desk", None, for_holders=True),
    MenuRow(
        _("Tasks"),
        "desk:tasks",
        Action.ANSWER_TASKS,
        _("What your unit was told to do: acknowledge it, show what was done."),
    ),
    MenuRow(
        _("Reports"),
        "reporting:mine",
        Action.SUBMIT_REPORTS,
        _("Counts of your unit: two minutes on a phone, corrections at any time."),
    ),
    MenuRow(
        _("Movement"),
        "reporting:movement",
        Action.PLAN_MOVEMENT,
        _("Events, volunteers, pledges, certificates."),
    ),
    MenuRow(
        _("Broadcasts"),
        "reporting:broadcasts",
        Action.RECORD_BROADCASTS,
        _("What was broadcast or published, in which language, when."),
    ),
    MenuRow(
        _("Texts and posters"),
        "studio:home",
        Action.READ_TEXTS,
        _("What the campaign says, in which languages; posters, leaflets, scripts, SMS."),
    ),
    MenuRow(_("Gate"), "reporting:gate", Action.TALLY_GATE, _("The tally of a shift: in, out, helped.")),
    MenuRow(_("Gates"), "gate:gates", Action.READ_GATE, _("Shifts at gates: in, out, helped; which gate is silent.")),
    MenuRow(
        _("Complaints"),
        "reporting:complain",
        Action.RECORD_COMPLAINTS,
        _("Record one in a few taps, without anything about a person."),
    ),
    MenuRow(
        _("Register of places"),
        "venue_register:queue",
        Action.READ_VENUE_REGISTER,
        _("Places that owners offer: confirm them, print their posters, see which are due for inspection."),
    ),
    MenuRow(
        _("Inspect"),
        "venue_register:inspect",
        Action.INSPECT_VENUES,
        _("Look whether the poster hangs at the door: one tap."),
    ),
    MenuRow(
        _("Doors and gates"),
        "fieldwork:lists",
        Action.READ_FIELDWORK,
        _("Walk lists of villages, telephones of the teams, what they report, paper sheets."),
        waiting=fieldwork_waiting,
    ),
    MenuRow(
        _("Paper sheets"),
        "fieldwork:sheets",
        Action.ENTER_SHEETS,
        _("Key what teams wrote on paper."),
    ),
    MenuRow(
        _("Public wifi"),
        "hotspots:list",
        Action.READ_VENUE_REGISTER,
        _("Networks that show the notice, and what machines found there."),
    ),
    MenuRow(_("Dashboard"), "overview:home", Action.READ_DASHBOARD),
)
MENUS: Final = {"console": CONSOLE, "site": SITE}
