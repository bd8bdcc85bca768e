"""What the services of venues refuse, in words for people; the codes are those of `RuleViolation`."""

from django.utils.translation import gettext_lazy as _

from bluezone.authority.feeds.showing import Refusals

REFUSALS: Refusals = {
    "milestone_old": _("This is more than 14 days past: no phone remembers it. It is not released."),
    "milestone_private": _("A private home is never published."),
    "milestone_running": _("This is not over yet. It is released when it has ended."),
    "notice_missing": _("Write the press notice in both languages first."),
    "release_same_body": _("Your body released this already, or it does not lie in your area: another body has to."),
    "release_same_person": _("You released this already. A second person of another body has to."),
    "release_state": _("Only what was reviewed and is not public yet is released."),
    "release_without_cdc": _("One of the two has to be a doctor of the centre for disease control."),
    "venue_closed": _("This venue is closed."),
    "venue_code_ended": _("This code has ended."),
    "venue_codes_used_up": _("This venue has had as many codes as it can have. Add it as a new venue."),
    "venue_commune": _("A venue lies in a commune with a code of five digits. Choose the commune."),
    "venue_exists": _("An open venue of this commune bears this name already."),
    "venue_move_future": _("A move is noted on its day or later: choose today or an earlier day."),
    "venue_name_letters": _("Latin letters, digits and usual signs only: a letter of another script looks like ours."),
    "venue_name_long": _("A name has at most 60 bytes: about 40 letters with marks."),
    "venue_unchanged": _("That is what it is already: nothing was changed."),
    "warning_changed": _("Somebody changed the text meanwhile. Read it again."),
    "withdraw_reason": _("Say why it is withdrawn."),
    "withdraw_state": _("Only what is released is withdrawn."),
}
