"""What the register's pages ask for."""

from typing import TYPE_CHECKING, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from bluezone.authority.accounts.access import day_of
from bluezone.authority.requests import Request
from bluezone.authority.territory.models import Unit

if TYPE_CHECKING:
    from django.db.models import QuerySet


class UploadForm(forms.Form):
    """A clerk's workbook and the day for which it is true."""

    unit = forms.ModelChoiceField(
        label=_("Register of"),
        help_text=_("Bodies outside this unit are refused."),
        queryset=Unit.objects.none(),
        empty_label=None,
    )
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


class ProvinceForm(forms.Form):
    """A province's files, one by one; those that are left empty are taken as having no rows."""

    units = forms.FileField(
        label=_("Units"), help_text=_("structure, kind, code, name, parent_code, valid_from, valid_to")
    )
    succession = forms.FileField(label=_("What became of what"), required=False)
    aliases = forms.FileField(label=_("Other names"), required=False)
    centroids = forms.FileField(label=_("Centres"), required=False)
    denominators = forms.FileField(label=_("Denominators"), required=False)
    bodies = forms.FileField(label=_("Bodies"), required=False)
    leads = forms.FileField(label=_("Leads of sectors"), required=False)


class LinksForm(forms.Form):
    """How long new links work."""

    WEEKS: Final = ((4, _("4 weeks")), (13, _("13 weeks")), (25, _("25 weeks")))
    weeks = forms.TypedChoiceField(label=_("Links work for"), choices=WEEKS, coerce=int, initial=13)


def upload_form(request: Request, units: "QuerySet[Unit]") -> UploadForm:
    """Return the form for a request, offering the units for which its holder may change the register."""
    form = UploadForm(request.POST or None, request.FILES or None, initial={"day": day_of(request)})
    choice = form.fields["unit"]
    if isinstance(choice, forms.ModelChoiceField):
        choice.queryset = units
    return form
