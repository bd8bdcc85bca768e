"""What pages say of periods, purposes and owners of data."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from bluezone.authority.retention.rules.periods import Period
from bluezone.authority.retention.rules.register import Kept, Room, Whose, Why

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

PERIODS: Final[dict[Period, "StrPromise"]] = {
    Period.CASE: _("name and identifiers of a case, after the last day of the case"),
    Period.NOT_A_CASE: _("name and identifiers of somebody who turned out to be no case"),
    Period.CONTACT: _("name and identifiers of a contact, after the last exposure"),
    Period.PRESENCE: _("who was at a milestone, after its end"),
    Period.MERGE: _("two records as they stood before they were brought together"),
    Period.LINE_LIST: _("a line list that was handed in"),
    Period.LINE_LIST_RECORD: _("that a line list was handed in, and its file name"),
    Period.BULK_TELEPHONE: _("telephone of a row of a bulk issue"),
    Period.BULK_RECORD: _("a bulk issue and the keyed hashes of its rows"),
    Period.MESSAGE: _("recipient and text of a message that nobody could deliver"),
    Period.MESSAGE_RECORD: _("that a message was sent"),
    Period.REGISTER_FILE: _("a workbook of the register of bodies"),
    Period.FOCAL_POINT: _("an office-holder's telephone, after leaving the office"),
    Period.TASK: _("a job that is done"),
    Period.REGISTRATION_TELEPHONE: _("the telephone of a registered place, after the decision"),
    Period.REGISTRATION: _("a registration that was refused or never decided"),
    Period.HOTSPOT_CHECK: _("a machine's check of a public wifi"),
    Period.FIELD_VISIT: _("a visit at a door, after its walk list is closed"),
    Period.FIELD_SET_ASIDE: _("an event of the field that was set aside"),
    Period.FIELD_INVITATION: _("an invitation of a device that nobody used"),
    Period.FIELD_WISH: _("the language that a revisit needs, when nobody came"),
    Period.AUDIT: _("an entry of the audit chain; afterwards a signed checkpoint stands for it"),
}
WHOSE: Final[dict[Whose, "StrPromise"]] = {
    Whose.CITIZEN: _("people under care or tracing"),
    Whose.OFFICER: _("people who work here"),
    Whose.PHONE: _("owners of phones, unknown to us"),
    Whose.NOBODY: _("nobody"),
}
WHY: Final[dict[Why, "StrPromise"]] = {
    Why.CARE: _("care and surveillance"),
    Why.TRACING: _("tracing and follow-up"),
    Why.CODES: _("verification codes"),
    Why.WARNING: _("public warnings and news"),
    Why.MESSAGE: _("messages"),
    Why.FIGURES: _("counting"),
    Why.CAMPAIGN: _("the campaign"),
    Why.ACCESS: _("access"),
    Why.PROOF: _("proof"),
    Why.RUNNING: _("running the program"),
    Why.EXPOSURE: _("warning people who were near"),
}
ROOMS: Final[dict[Room, "StrPromise"]] = {
    Room.REGISTRY: _("registry"),
    Room.KEYSERVER: _("key server"),
    Room.DIARY: _("owner's phone"),
}
KEPT: Final[dict[Kept, "StrPromise"]] = {
    Kept.PERSON: _("until the person is forgotten"),
    Kept.FIGURES: _("as a figure, without what names the person"),
    Kept.INSTALLATION: _("as long as the installation"),
    Kept.TWO_YEARS: _("two years"),
    Kept.UNUSED: _("empty"),
    Kept.SESSION: _("twelve hours at most"),
    Kept.HOUR: _("one hour"),
    Kept.DAY: _("one day"),
    Kept.FORTNIGHT: _("14 days"),
    Kept.QUARTER: _("13 weeks"),
    Kept.PHONE: _("until its owner erases it"),
    Kept.PRESENCE: _("28 days after the milestone"),
    Kept.MERGE: _("28 days"),
    Kept.LINE_LIST: _("file one day, record 90 days"),
    Kept.BULK_TELEPHONE: _("telephone one day, row 90 days"),
    Kept.BULK_RECORD: _("90 days"),
    Kept.MESSAGE: _("text one day, record 90 days"),
    Kept.REGISTER_FILE: _("file one day"),
    Kept.FOCAL_POINT: _("90 days after leaving the office"),
    Kept.TASK: _("one day after its end"),
    Kept.REGISTRATION: _("as long as the place, telephone 30 days, refused 90 days"),
    Kept.HOTSPOT_CHECK: _("30 days, then a count a day"),
    Kept.FIELD_VISIT: _("90 days after the list is closed, then a count a day"),
    Kept.FIELD_SET_ASIDE: _("90 days"),
    Kept.FIELD_INVITATION: _("30 days when nobody used it"),
    Kept.FIELD_WISH: _("until the next visit, 90 days at most"),
}
