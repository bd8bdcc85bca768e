"""What people type at the field desk; words and shapes only, decisions are in the services."""

from django import forms
from django.utils.translation import gettext_lazy as _

from bluezone.rollout.fieldwork.models.devices import PART_LENGTH
from bluezone.rollout.fieldwork.rules.words import Duty
from bluezone.rollout.fieldwork.wording import DUTIES, choices

OFF = forms.TextInput(attrs={"autocomplete": "off"})
NUMBERS_HELP = _("Such as 1-42, 45, 51A; or one on each line. The order is the order of the walk.")


class InviteForm(forms.Form):
    """What a device is for; to which unit it belongs, the unit picker says."""

    duty = forms.TypedChoiceField(label=_("Duty"), choices=choices(DUTIES), coerce=Duty, widget=forms.RadioSelect)
    part = forms.CharField(
        label=_("Village, class or gate"),
        max_length=PART_LENGTH,
        required=False,
        help_text=_(
            "The village's number for a team, such as 3; the class, such as 4A; the gate, such as 1 or main. "
            "Empty: all villages of the commune. Never a person's name."
        ),
        widget=OFF,
    )


class ListForm(forms.Form):
    """A new walk list; its commune, the unit picker says."""

    part = forms.CharField(
        label=_("Number of the village"),
        max_length=PART_LENGTH,
        help_text=_("As reports name it, such as 3."),
        widget=OFF,
    )
    village = forms.CharField(label=_("Name of the village"), max_length=120, widget=OFF)
    numbers = forms.CharField(
        label=_("Household numbers"),
        max_length=20_000,
        help_text=NUMBERS_HELP,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
    )


class ChangeForm(forms.Form):
    """What changes on a list; all three may be used at once."""

    add = forms.CharField(
        label=_("Add"), max_length=5_000, required=False, help_text=_("At the end of the walk."), widget=OFF
    )
    take_off = forms.CharField(
        label=_("Take off"),
        max_length=5_000,
        required=False,
        help_text=_("What was recorded there stays."),
        widget=OFF,
    )
    numbers = forms.CharField(
        label=_("The whole walk, in its order"),
        max_length=20_000,
        help_text=NUMBERS_HELP,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
    )
    by_number = forms.BooleanField(label=_("Put them in the order of their numbers"), required=False)
