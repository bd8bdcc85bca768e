"""What the studio refuses, in words for people; the codes are those of `RuleViolation`."""

from django.utils.translation import gettext_lazy as _

from bluezone.authority.feeds.showing import Refusals

REFUSALS: Refusals = {
    "field_missing": _("Headline, the line below it, steps and the promise are needed."),
    "field_control": _("This holds a character that no telephone or printer shows."),
    "field_open": _("Only these words stand in braces: publisher, hotline, site, link."),
    "form_not_printed": _("This form is not printed on paper."),
    "glyph_missing": _("A character of this text is in none of the typefaces that are shipped."),
    "link_too_long": _("The address is too long for a code that cameras read."),
    "name_too_long": _("A name is too long for this form."),
    "native_missing": _("Only a native speaker of the language approves this text, and says so."),
    "print_at_most": _("At most 1,000 units are printed at once."),
    "print_no_unit": _("Choose at least one unit."),
    "print_outside": _("A unit of the list does not lie in your area, or nobody bears its code today."),
    "print_refused": _(
        "This text may not be printed: it is not released, was withdrawn, or no native speaker read it."
    ),
    "review_reason": _("Say why, so that the author knows what to change."),
    "review_same_person": _("You took a step of this version already. Another person has to take this one."),
    "review_sent_back": _("This version was sent back. Its author changes it, and the next version begins again."),
    "review_state": _("This version has not come so far, or is past it."),
    "script_long": _("Takes longer to read than this form has."),
    "script_short": _("Is read faster than this form asks for: say a little more."),
    "sms_letter": _("Holds a character that is not in the alphabet of SMS; write it without diacritics."),
    "sms_long": _("Too long for one SMS."),
    "text_changed": _("Somebody wrote a newer version meanwhile. Read it first."),
    "text_same": _("Nothing was changed, so there is no new version."),
    "text_too_long": _("The words do not fit this form in letters that can be read."),
}
