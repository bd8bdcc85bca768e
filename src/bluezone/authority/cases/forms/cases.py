"""What is typed of a case."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bluezone.authority.cases.forms.people import PersonForm, day_field, words_field
from bluezone.authority.cases.models import Case
from bluezone.authority.cases.rules.words import (
    Certainty,
    Classification,
    Outcome,
    SampleKind,
    SampleResult,
    Symptom,
)
from bluezone.authority.cases.services import CaseFacts
from bluezone.authority.cases.wording import (
    CERTAINTIES,
    CLASSIFICATIONS,
    OUTCOMES,
    RESULTS,
    SAMPLE_KINDS,
    SYMPTOMS,
    choices,
)

COLUMNS = (
    *("classification", "reported_on", "onset_on", "sampled_on", "confirmed_on"),
    *("number", "infected_in", "detected_in", "treated_at"),
)
"""The fields of a case that are typed; the outcome is written when it is closed."""


class CaseForm(forms.Form):
    """A case; the day of the report is today unless somebody says otherwise."""

    classification = forms.TypedChoiceField(
        label=_("Classification"),
        choices=choices(CLASSIFICATIONS),
        coerce=Classification,
        initial=Classification.SUSPECT,
        widget=forms.RadioSelect,
    )
    sampled_on = day_field(_("Sampled on"))
    onset_on = day_field(_("First symptoms on"), help_text=_("Empty: no symptoms, or not known."))
    reported_on = day_field(_("Reported on"), required=True)
    confirmed_on = day_field(_("Confirmed on"))
    number = words_field(_("Number of the case"), 40, help_text=_("As the line list counts, such as BN34."))
    infected_in = words_field(_("Infected in"), 120)
    detected_in = words_field(_("Detected in"), 120)
    treated_at = words_field(_("Treated at"), 200)

    def case_facts(self, present: Case | None = None) -> CaseFacts:
        """Return what was typed; the outcome stays as it is."""
        given: dict[str, Any] = {name: self.cleaned_data[name] for name in COLUMNS}
        if present is not None:
            given |= {"outcome": Outcome(present.outcome), "outcome_on": present.outcome_on}
        return CaseFacts(**given)


class RegisterForm(PersonForm, CaseForm):
    """A person and the case, at once: four fields are enough."""


class ConfirmForm(forms.Form):
    """The day of the confirming test."""

    day = day_field(_("Day of the positive result"), required=True)


class CloseForm(forms.Form):
    """What became of the person."""

    outcome = forms.TypedChoiceField(
        label=_("Outcome"),
        choices=[choice for choice in choices(OUTCOMES) if choice[0] != Outcome.ONGOING],
        coerce=Outcome,
        widget=forms.RadioSelect,
    )
    day = day_field(_("Since"), required=True)


class SampleForm(forms.Form):
    """A sample that was taken."""

    taken_on = day_field(_("Taken on"), required=True)
    kind = forms.TypedChoiceField(label=_("Test"), choices=choices(SAMPLE_KINDS), coerce=SampleKind)
    laboratory = words_field(_("Laboratory"), 120)


class ResultForm(forms.Form):
    """What the laboratory found."""

    result = forms.TypedChoiceField(
        label=_("Result"),
        choices=[choice for choice in choices(RESULTS) if choice[0] != SampleResult.PENDING],
        coerce=SampleResult,
        widget=forms.RadioSelect,
    )


class SymptomsForm(forms.Form):
    """Which symptoms somebody had on a day."""

    day = day_field(_("Day"), required=True)
    symptoms = forms.TypedMultipleChoiceField(
        label=_("Symptoms"), choices=choices(SYMPTOMS), coerce=Symptom, widget=forms.CheckboxSelectMultiple
    )


class InfectorForm(forms.Form):
    """From whom a case was infected, as somebody states it."""

    number = words_field(
        _("Number of the other case"), 40, required=True, help_text=_("As its page says, such as BN34 or 1a2b3c4d.")
    )
    certainty = forms.TypedChoiceField(
        label=_("Certainty"), choices=choices(CERTAINTIES), coerce=Certainty, initial=Certainty.PROBABLE
    )
    stated_by = words_field(_("Stated by"), 120, help_text=_("Who says so: an office or a document, not a name."))
