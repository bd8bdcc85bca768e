"""What the pages of codes ask for; words and shapes only, decisions are in the services."""

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bluezone.authority.codes.rules.words import Decision, Reason, StandsFor, Way
from bluezone.authority.codes.wording import HOLD_REASONS, REASONS, RESUME_REASONS, STANDS_FOR, WAYS
from bluezone.authority.territory.models import Unit

if TYPE_CHECKING:
    from django.db.models import QuerySet

DATE_INPUT = {"type": "date"}
BY_HAND = (Way.ALOUD, Way.SMS, Way.SLIP)
"""Ways that an officer chooses."""
LONG_CODE = r"\A[2-9a-hj-km-np-z]{16}\Z"


class IssueForm(forms.Form):
    """One code: how it reaches the patient, and the days that it stands for."""

    unit = forms.ModelChoiceField(label=_("For which unit"), queryset=Unit.objects.none(), empty_label=None)
    stands_for = forms.TypedChoiceField(
        label=_("What the code stands for"),
        choices=[(str(kind), words) for kind, words in STANDS_FOR.items()],
        coerce=StandsFor,
        required=False,
        empty_value=StandsFor.CONFIRMED,
        initial=StandsFor.CONFIRMED,
        widget=forms.RadioSelect,
        help_text=_(
            "The phone says the same before its owner agrees. A negative or confirmed test changes what the same phone "
            "published after a code for likely illness, once. A contact's keys warn nobody unless the ministry's policy "
            "counts them."
        ),
    )
    agreed = forms.BooleanField(
        label=_("The contact was told what warning on means, and agreed"),
        required=False,
        help_text=_("Only for a contact who warns on: a code is given on their own wish."),
    )
    way = forms.TypedChoiceField(
        label=_("How the patient gets it"),
        choices=[(str(way), WAYS[way]) for way in BY_HAND],
        coerce=Way,
        initial=Way.ALOUD,
        widget=forms.RadioSelect,
        help_text=_("Read aloud it works for 15 minutes; by SMS or on a slip for 24 hours."),
    )
    phone = forms.CharField(
        label=_("Mobile telephone"),
        required=False,
        max_length=20,
        help_text=_("For an SMS only. The message says nothing about a result: telephones are shared."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    language = forms.ChoiceField(
        label=_("Language of the SMS"), choices=(("vi", _("Vietnamese")), ("en", _("English"))), initial="vi"
    )
    test_day = forms.DateField(label=_("Day of the test"), widget=forms.DateInput(attrs=DATE_INPUT, format="%Y-%m-%d"))
    onset_on = forms.DateField(
        label=_("First symptoms on"),
        required=False,
        help_text=_("Empty: no symptoms, or not known."),
        widget=forms.DateInput(attrs=DATE_INPUT, format="%Y-%m-%d"),
    )
    attempt = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def offer(self, units: "QuerySet[Unit]") -> None:
        """Offer units to choose from; a single one is chosen already and not shown."""
        choice = self.fields["unit"]
        if isinstance(choice, forms.ModelChoiceField):
            choice.queryset = units
            if units.count() == 1:
                choice.initial, choice.widget = units[0].pk, forms.HiddenInput()

    def for_a_case(self) -> None:
        """Ask nothing about what the code stands for: a confirmed case has a positive test."""
        for name in ("stands_for", "agreed"):
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Ask for a telephone where an SMS goes, and for the wish of a contact who warns on."""
        given = super().clean() or {}
        if given.get("stands_for") is StandsFor.RECURSIVE and not given.get("agreed"):
            self.add_error("agreed", gettext("A contact warns on only if they agree."))
        if given.get("way") is Way.SMS and not given.get("phone"):
            self.add_error("phone", gettext("An SMS needs a telephone."))
        return given


class SlipForm(forms.Form):
    """The code that a slip prints: the page that shows it once hands it over, nobody else has it."""

    code = forms.RegexField(LONG_CODE, widget=forms.HiddenInput)


class FileForm(forms.Form):
    """A file of the code desk."""

    unit = forms.ModelChoiceField(label=_("For which unit"), queryset=Unit.objects.none(), empty_label=None)
    file = forms.FileField(
        label=_("CSV or XLSX file"),
        help_text=_("Columns phone, test_day and, where known, onset; at most 5,000 rows and no name."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
    )
    leave_out = forms.BooleanField(label=_("Leave wrong rows out and take the others"), required=False)

    def offer(self, units: "QuerySet[Unit]") -> None:
        """Offer units to choose from."""
        choice = self.fields["unit"]
        if isinstance(choice, forms.ModelChoiceField):
            choice.queryset = units


class LaboratoryForm(forms.Form):
    """A laboratory that sends results by itself; where, the unit picker says."""

    name = forms.CharField(label=_("Name of the laboratory"), max_length=120)
    quota = forms.IntegerField(label=_("Most results a day"), min_value=1, max_value=100_000, initial=500)


class QuotaForm(forms.Form):
    """How many results a laboratory may send in a day."""

    quota = forms.IntegerField(label=_("Most results a day"), min_value=1, max_value=100_000)


class DecisionForm(forms.Form):
    """Why exports are held or go on."""

    reason = forms.TypedChoiceField(label=_("Why"), coerce=Reason, widget=forms.RadioSelect)

    def __init__(self, *arguments: Any, decision: Decision, **more: Any) -> None:  # noqa: ANN401 -- Django's own arguments
        """Offer the reasons of a decision."""
        super().__init__(*arguments, **more)
        reasons = HOLD_REASONS if decision is Decision.HOLD else RESUME_REASONS
        choice = self.fields["reason"]
        if isinstance(choice, forms.TypedChoiceField):
            choice.choices = [(str(reason), REASONS[reason]) for reason in reasons]
