"""What people type about places and hotspots; words and shapes only, decisions are in the services."""

from django import forms
from django.utils.translation import gettext_lazy as _

from bluezone.authority.venues.wording import TYPES
from bluezone.protocol.venues import VenueType
from bluezone.rollout.venues.rules.names import LONGEST
from bluezone.rollout.venues.rules.words import Refusal, Wish
from bluezone.rollout.venues.wording import REASONS, choices

PHONE = forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"})
TIERS = [
    ("0", _("0: nothing but the name of the network")),
    ("1", _("1: the router tells phones where the notice is (DHCP option 114)")),
    ("2", _("2: OpenWrt with a portal")),
    ("3", _("3: a Linux box with our gateway")),
    ("4", _("4: the controller of a carrier")),
]


class OfferForm(forms.Form):
    """A place as its owner offers it; the commune stands in the address."""

    kind = forms.TypedChoiceField(
        label=_("Type of place"),
        choices=[("", _("choose one")), *((kind.value, label) for kind, label in TYPES.items())],
        coerce=lambda value: VenueType(int(value)),
    )
    name = forms.CharField(
        label=_("Name of the place"),
        max_length=LONGEST,
        help_text=_("As it stands above the door, or the operator and the route of a coach."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    phone = forms.CharField(
        label=_("Telephone of the place"),
        max_length=24,
        widget=PHONE,
        help_text=_(
            "Only the commune sees it, to ask back. It is kept sealed and erased 30 days after the decision, "
            "or at once when the registration is refused."
        ),
    )
    consent = forms.BooleanField(
        label=_("I agree that somebody of the commune comes by now and then to see whether the poster hangs.")
    )
    website = forms.CharField(label=_("Website"), required=False, max_length=200)
    stamp = forms.CharField(widget=forms.HiddenInput, max_length=200)


class WishForm(forms.Form):
    """What an owner asks; the commune to which a place moved, the search beside says."""

    kind = forms.TypedChoiceField(choices=[(wish.value, wish.value) for wish in Wish], coerce=Wish)
    name = forms.CharField(max_length=LONGEST, required=False)


class ConfirmForm(forms.Form):
    """The name that the code will say."""

    name = forms.CharField(
        label=_("Name on the code"),
        max_length=60,
        help_text=_("Latin letters, at most 60 bytes: about 40 letters with marks. Phones show it as it stands here."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class RefuseForm(forms.Form):
    """Why a registration is refused; the owner reads it."""

    reason = forms.TypedChoiceField(label=_("Reason"), choices=choices(REASONS), coerce=Refusal)


class HotspotForm(forms.Form):
    """A public wifi; in which commune it lies, the unit picker says."""

    ssid = forms.CharField(
        label=_("Name of the network"),
        max_length=32,
        help_text=_("As phones list it: at most 32 bytes; a letter with marks takes two or three."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    operator = forms.CharField(
        label=_("Operator"),
        max_length=120,
        help_text=_("The company or body that runs it, such as Viettel Lai Châu."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    place = forms.CharField(
        label=_("Place"), max_length=120, required=False, help_text=_("Such as: waiting room, ground floor.")
    )
    tier = forms.TypedChoiceField(label=_("Tier"), choices=TIERS, coerce=int)
    note = forms.CharField(
        label=_("Installer's note"),
        max_length=500,
        required=False,
        help_text=_("About the equipment. No name of a person, no password, no address of a device."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
