"""What the pages are called."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PAGES: Final[Mapping[str, Promise | str]] = {
    "about": _("What it is"),
    "install": _("Install"),
    "telephones": _("Whom to call"),
    "news": _("News"),
    "figures": _("Figures"),
    "documents": _("Documents"),
    "genuine": _("Genuine or fake"),
    "materials": _("Materials"),
    "privacy": _("Privacy"),
    "terms": _("Terms of use"),
    "source": _("Source code"),
}
