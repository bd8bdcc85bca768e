"""The form with which somebody keeps a passkey on a device."""

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth has no annotations
    """A passkey that logs in by itself, unless somebody unticks that."""

    name = forms.CharField(label=_("Name of the device"), required=False, max_length=100)
    passwordless = forms.BooleanField(
        label=AddWebAuthnForm.base_fields["passwordless"].label,
        help_text=AddWebAuthnForm.base_fields["passwordless"].help_text,
        required=False,
        initial=True,
    )
