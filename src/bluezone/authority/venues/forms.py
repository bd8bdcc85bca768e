"""What people type about venues and warnings; words and shapes only, decisions are in the services."""

from django import forms
from django.utils.translation import gettext_lazy as _

from bluezone.authority.venues.wording import TYPES
from bluezone.protocol.venues import VenueType

FORMATS = [("xlsx", "XLSX"), ("csv", "CSV")]


class VenueForm(forms.Form):
    """A place; in which commune it lies, the unit picker says."""

    name = forms.CharField(
        label=_("Name of the place"),
        max_length=60,
        help_text=_("As people know the place. It is printed on the poster and read by phones."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    kind = forms.TypedChoiceField(
        label=_("Type"),
        choices=[(kind.value, label) for kind, label in TYPES.items()],
        coerce=lambda value: VenueType(int(value)),
        help_text=_("It says how long a check-in lasts when nobody ends it."),
    )


class PrepareForm(forms.Form):
    """What the press is told, and when phones are; which venue, the list beside says."""

    notice_vi = forms.CharField(
        label=_("Press notice in Vietnamese"), max_length=4000, widget=forms.Textarea(attrs={"rows": 14, "lang": "vi"})
    )
    notice_en = forms.CharField(
        label=_("Press notice in English"), max_length=4000, widget=forms.Textarea(attrs={"rows": 14, "lang": "en"})
    )
    when = forms.ChoiceField(
        label=_("When phones are warned"),
        choices=[
            ("now", _("at once; whoever watches the feed sees that some place is warned about, not which")),
            ("regular", _("with the day's regular batch at 19:00; nobody sees from the feed that there was a case")),
        ],
        initial="now",
        widget=forms.RadioSelect,
    )


class WithdrawForm(forms.Form):
    """Why a warning is withdrawn; the public reads it."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("The public reads it in the correction. Such as: the day was wrong. No name of a person."),
    )
