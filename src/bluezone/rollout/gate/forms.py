"""What the head of an agency writes to make a telephone the gate's."""

from django import forms
from django.utils.translation import gettext_lazy as _

from bluezone.rollout.fieldwork.models.devices import PART_LENGTH
from bluezone.rollout.gate.rules.last_word import ONE_GATE


class InviteForm(forms.Form):
    """How the gate is called; who keeps it stands nowhere."""

    gate = forms.CharField(
        label=_("Gate"),
        max_length=PART_LENGTH,
        initial=ONE_GATE,
        help_text=_("A number or a place, such as 1 or back; nobody's name."),
    )

    def clean_gate(self) -> str:
        """Return the gate's name as it is kept."""
        name = str(self.cleaned_data["gate"]).strip()
        if not name.isprintable():
            raise forms.ValidationError(_("Write it in one line."))
        return name
