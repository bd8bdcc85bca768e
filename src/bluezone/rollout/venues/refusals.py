"""What the register refuses, in words for people; the codes are those of `RuleViolation`."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from bluezone.authority.feeds.showing import Refusals
from bluezone.authority.venues.refusals import REFUSALS as OF_VENUES
from bluezone.rollout.venues.rules.names import Likeness, Oddity

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

REFUSALS: Final[Refusals] = {
    **OF_VENUES,
    "form_not_ours": _("This form is not ours any more. Open it again and fill it in."),
    "form_too_fast": _("That was very fast. Read the form once more and send it again."),
    "form_too_old": _("This form lay open for more than twelve hours. Open it again and fill it in."),
    "form_by_machine": _("Leave the field “Website” empty: only machines fill it in."),
    "glyph_missing": _("The name has a letter that cannot be printed. Change the name first."),
    "hotspot_closed": _("This hotspot is closed."),
    "inspection_corrected": _("This inspection was corrected already."),
    "inspection_future": _("An inspection is of today or an earlier day."),
    "inspection_other": _("Open the page again: what you sent was recorded before with another answer."),
    "inspection_version": _("Say which version the poster bears when one hangs, and none when none hangs."),
    "name_too_long": _("The name is too long for this poster."),
    "phone_wrong": _("A telephone number has 8 to 15 digits, such as 0213 387 6501."),
    "place_name_empty": _("Write the name of the place in letters."),
    "place_name_long": _("A name has at most 120 characters."),
    "place_name_signs": _("Letters, digits and usual signs only: no pictures, no brackets, no invisible signs."),
    "registration_not_refused": _("This registration is not refused."),
    "registration_refused": _("This registration was refused. Take the refusal back first."),
    "ssid_long": _("The name of a network has 1 to 32 bytes: a letter with marks takes two or three."),
    "ssid_signs": _("The name of a network has signs that people can read."),
    "wish_settled": _("This was settled meanwhile."),
    "wish_too_early": _("The commune has not confirmed the place yet."),
    "wish_waits": _("You asked for this already; it waits for the commune."),
}
ODDITIES: Final[dict[Oddity, "StrPromise"]] = {
    Oddity.FOREIGN: _("letters of another script"),
    Oddity.MIXED: _("a word in two scripts"),
    Oddity.LOOKALIKE: _("letters that look like ours and are not"),
    Oddity.DIGIT: _("a digit between letters"),
}
LIKENESSES: Final[dict[Likeness, "StrPromise"]] = {
    Likeness.SAME: _("the same name as another place"),
    Likeness.LOOKS_SAME: _("looks the same, is written with other letters"),
    Likeness.SIMILAR: _("a similar name"),
}
