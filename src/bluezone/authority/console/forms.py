"""What people type into the console; words and shapes only, decisions are in the services."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bluezone.authority.accounts.models import User
from bluezone.authority.accounts.purposes import PURPOSES, Purpose
from bluezone.authority.accounts.rules import Role
from bluezone.authority.accounts.wording import ROLES

DATE_INPUT = {"type": "date"}


class PasswordForm(forms.Form):
    """A new password, twice."""

    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 12 characters. Three or four unrelated words are good."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("Password, again"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean(self) -> dict[str, Any]:
        """Check that both are the same and good enough."""
        given = super().clean() or {}
        password, again = given.get("password"), given.get("again")
        if password and again and password != again:
            self.add_error("again", gettext("The two passwords differ."))
        elif password:
            try:
                validate_password(password)
            except forms.ValidationError as weak:
                self.add_error("password", weak)
        return given


class NameForm(forms.ModelForm[User]):
    """Who somebody is."""

    class Meta:
        """Two fields of a person."""

        model = User
        fields = ("full_name", "username")
        help_texts = {"username": _("Lower-case letters and digits, such as a name without spaces.")}  # noqa: RUF012 -- Django's form


class SetUpForm(NameForm, PasswordForm):
    """The first administrator, and the token that the terminal showed."""

    token = forms.CharField(
        label=_("Set-up code"),
        help_text=_("The terminal in which Bluezone was started shows it."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "code"}),
    )
    field_order = ("token", "full_name", "username", "password", "again")


class AssignmentForm(forms.Form):
    """What somebody is, from when until when; where, the unit picker says."""

    role = forms.ChoiceField(
        label=_("Role"), choices=lazy(lambda: [(role.value, label) for role, label in ROLES.items()], list)()
    )
    first = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs=DATE_INPUT))
    last = forms.DateField(
        label=_("Last day"),
        required=False,
        help_text=_("Empty: until further notice."),
        widget=forms.DateInput(attrs=DATE_INPUT),
    )

    def clean_role(self) -> Role:
        """Return the role as a value."""
        return Role(self.cleaned_data["role"])


class EndForm(forms.Form):
    """The last day of an assignment."""

    last = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs=DATE_INPUT))


class PublisherForm(forms.Form):
    """The body in whose name this installation speaks."""

    name = forms.CharField(label=_("Name of the body"), max_length=200)
    short_name = forms.CharField(
        label=_("Short name"), max_length=60, help_text=_("It stands under the name Bluezone on every page.")
    )
    basis = forms.CharField(
        label=_("Decision: number and day"),
        max_length=200,
        help_text=_("The document by which the body took this system into service."),
    )


class PurposeForm(forms.Form):
    """Why a record is opened."""

    purpose = forms.TypedChoiceField(
        label=_("Purpose"),
        choices=[(str(word), label) for word, label in PURPOSES.items()],
        coerce=Purpose,
        widget=forms.RadioSelect,
    )
    for_all = forms.BooleanField(
        label=_("Also for the other records that I open in the next 30 minutes"), required=False
    )
    kind = forms.RegexField(r"\A[a-z_.]{1,60}\Z", widget=forms.HiddenInput)
    id = forms.RegexField(r"\A[0-9A-Za-z_-]{0,40}\Z", widget=forms.HiddenInput, required=False)
    next = forms.CharField(max_length=2000, widget=forms.HiddenInput)
