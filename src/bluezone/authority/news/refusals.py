"""What the services of the bulletin refuse, in words for people; the codes are those of `RuleViolation`."""

from django.utils.translation import gettext_lazy as _

from bluezone.authority.feeds.showing import Refusals

REFUSALS: Refusals = {
    "article_changed": _("Somebody else changed this meanwhile. Look at the newest version, then save again."),
    "article_not_public": _("This is not public."),
    "article_public": _("The newest version is public already."),
    "bulletin_changed": _("Somebody else changed this meanwhile. Look again, then save."),
    "bulletin_full": _("This section is full on phones. Withdraw something old first."),
    "isolation_days": _("Days of isolation are 0 to 60."),
    "telephone_unit": _("This unit has no statistical code, by which phones find their number."),
    "telephone_wrong": _("A telephone number has digits, blanks, dots or hyphens, and may begin with +."),
    "text_missing": _("Write a title and a text in Vietnamese."),
    "text_one_language": _("Nothing is published in one language only. Complete the other one."),
    "text_wrong": _("A text holds an invisible control character or is too long for phones."),
}
