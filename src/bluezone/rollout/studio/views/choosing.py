"""For which units something is printed: one's own, all of a sort below it, or those of a list of codes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bluezone.authority.accounts.access import day_of, holder_of
from bluezone.authority.accounts.rules import Action
from bluezone.authority.requests import Request
from bluezone.authority.territory.kinds import BODY_KINDS, COMMUNE_KINDS
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.queries import subtree
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.studio.forms import PrintForm
from bluezone.rollout.studio.models import StudioText
from bluezone.rollout.studio.producing import PRINTED
from bluezone.rollout.studio.queries import units_by_code
from bluezone.rollout.studio.rules.languages import named
from bluezone.rollout.studio.rules.words import Form, Message
from bluezone.rollout.studio.services.printing import AT_MOST
from bluezone.rollout.studio.wording import FORMS, MESSAGES

LIST: Final = "list"
SORTS: Final = {"communes": COMMUNE_KINDS, "bodies": BODY_KINDS}
BETWEEN: Final = re.compile(r"[\s,;]+")


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to be printed for whom."""

    text: StudioText
    form: Form
    units: list[Unit]


def printing_form(request: Request, texts: Sequence[StudioText]) -> PrintForm:
    """Return the form with the texts that may be printed and the units of whoever asks."""
    on_paper = [text for text in texts if text.message != Message.CHECK_IN]
    first = {"text": request.GET.get("text"), "form": request.GET.get("form", Form.POSTER_A4.value)}
    form = PrintForm(request.POST or None, initial=first)
    choices = StudioText.objects.filter(pk__in=[text.pk for text in on_paper])
    form.fields["text"].queryset = choices.order_by("-language", "message")  # type: ignore[attr-defined]  # a choice of rows
    form.fields["text"].label_from_instance = _text_label  # type: ignore[attr-defined]  # the same
    form.fields["text"].empty_label = None  # type: ignore[attr-defined]  # the same
    form.fields["form"].choices = [(each.value, capfirst(str(FORMS[each]))) for each in PRINTED]  # type: ignore[attr-defined]  # a choice of words
    form.fields["scope"].choices = _scopes(request)  # type: ignore[attr-defined]  # the same
    return form


def chosen_units(request: Request, form: PrintForm) -> Choice:
    """Return what a valid form asks for.

    Raises:
        RuleViolation: `print_outside`: a code is not one of the holder's units; `print_at_most`.
    """
    said = form.cleaned_data
    units = _listed(request, said["codes"]) if said["scope"] == LIST else _below(request, said["scope"])
    return Choice(said["text"], Form(said["form"]), units)


def _listed(request: Request, text: str) -> list[Unit]:
    codes = [*dict.fromkeys(code for code in BETWEEN.split(text.strip()) if code)]
    if len(codes) > AT_MOST:
        raise RuleViolation("print_at_most", f"codes: at most {AT_MOST}")
    known = units_by_code(codes, day_of(request))
    allowed = set(holder_of(request).units(Action.PRINT_MATERIALS).values_list("pk", flat=True))
    if any(code not in known or known[code].pk not in allowed for code in codes):
        raise RuleViolation("print_outside", "codes: one is not of the holder's units")
    return [known[code] for code in codes]


def _below(request: Request, scope: str) -> list[Unit]:
    sort, _sign, key = scope.partition(":")
    top = holder_of(request).top_units(Action.PRINT_MATERIALS).get(pk=key)
    if sort == "self":
        return [top]
    rows = subtree(top, day_of(request)).filter(kind__in=[kind.value for kind in SORTS[sort]]).exclude(stat_code="")
    return list(rows.order_by("stat_code")[: AT_MOST + 1])


def _scopes(request: Request) -> list[tuple[str, str]]:
    choices: list[tuple[str, str]] = []
    for unit in holder_of(request).top_units(Action.PRINT_MATERIALS).order_by("name"):
        choices.append((f"self:{unit.pk}", unit.name))
        if unit.kind not in BODY_KINDS and unit.kind not in COMMUNE_KINDS:
            choices.append((f"communes:{unit.pk}", _("every commune of %(unit)s") % {"unit": unit.name}))
        if unit.kind not in BODY_KINDS:
            choices.append((f"bodies:{unit.pk}", _("every body and school of %(unit)s") % {"unit": unit.name}))
    return [*choices, (LIST, _("units of a list of codes"))]


def _text_label(text: StudioText) -> str:
    return _("%(message)s, %(language)s, version %(version)s") % {
        "message": MESSAGES[Message(text.message)],
        "language": named(text.language).name(get_language() or "vi"),
        "version": text.version,
    }
