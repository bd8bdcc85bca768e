"""What the register's pages ask for."""

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _


class UploadForm(forms.Form):
    """A clerk's workbook and the day for which it is true."""

    workbook = forms.FileField(
        label=_("XLSX file"),
        help_text=_("The filled template, at most 10 MB. Nothing is imported before every finding is settled."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )
    day = forms.DateField(
        label=_("True on"),
        help_text=_("Communes are looked up in the structure of this day."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class LinksForm(forms.Form):
    """How long new links work."""

    WEEKS: Final = ((4, _("4 weeks")), (13, _("13 weeks")), (25, _("25 weeks")))
    weeks = forms.TypedChoiceField(label=_("Links work for"), choices=WEEKS, coerce=int, initial=13)
