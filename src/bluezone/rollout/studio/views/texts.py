"""Texts on the console: the matrix of messages and languages, one text with its previews and counts, the editor."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.authority.accounts.access import day_of, holder_of, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.feeds.showing import in_words
from bluezone.authority.requests import Request
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.studio.forms import TextForm, first_values, text_in
from bluezone.rollout.studio.models import StudioText
from bluezone.rollout.studio.producing import FIELDS, PRINTED, SCRIPTS, forms_of
from bluezone.rollout.studio.queries import (
    LAST_DAYS,
    Cell,
    acts_of,
    broadcasts_of,
    downloads,
    imprint,
    language_names,
    matrix,
    may_be_printed,
    value_of,
    versions_of,
)
from bluezone.rollout.studio.refusals import REFUSALS
from bluezone.rollout.studio.rules.differences import Piece, difference
from bluezone.rollout.studio.rules.filling import WORDS, filled
from bluezone.rollout.studio.rules.languages import TAGS, named, needs_native
from bluezone.rollout.studio.rules.review import is_native_read, is_sent_back
from bluezone.rollout.studio.rules.words import Form, Message, State
from bluezone.rollout.studio.services import TextRefused, bring_shipped, write_text
from bluezone.rollout.studio.shown import counts
from bluezone.rollout.studio.views.parts import as_file, crumbs, doing, text_of
from bluezone.rollout.studio.wording import MESSAGES, MISSING, NOT_WRITTEN, STATES

READ = Action.READ_TEXTS
STEPS_FOR = {State.WRITTEN: Action.REVIEW_LANGUAGE, State.LANGUAGE_REVIEWED: Action.REVIEW_HEALTH}
NARROWED = ("missing", "waiting", "released")


@needs(READ)
@require_GET
def home(request: Request) -> HttpResponse:
    """Show what there is of each message in each language, and what is missing."""
    may_write = holder_of(request).may(Action.WRITE_TEXTS)
    if may_write and not StudioText.objects.exists():
        bring_shipped(doing(request))
    only = request.GET.get("only", "")
    facts = {
        "rows": [row for row in matrix() if _is_wanted(row[1], only)],
        "columns": list(Message),
        "only": only if only in NARROWED else "",
        "may_write": may_write,
        "may_print": holder_of(request).may(Action.PRINT_MATERIALS),
        "crumbs": [Crumb(_("Overview"), "/"), Crumb(_("Texts and posters"))],
    }
    return render(request, "studio/home.html", facts)


@needs(READ)
@require_GET
def export(request: Request) -> HttpResponse:
    """Give the matrix as a file."""
    names = language_names(get_language() or "vi")
    headings = [_("Language"), _("Message"), _("State"), _("Version"), _("Version in use"), _("Written on")]
    rows = (
        [
            names[tag],
            str(MESSAGES[cell.message]),
            _state_of(tag, cell),
            cell.latest.version if cell.latest else None,
            cell.released.version if cell.released else None,
            cell.latest.written_at.date() if cell.latest else None,
        ]
        for tag, cells in matrix()
        if _is_wanted(cells, request.GET.get("only", ""))
        for cell in cells
    )
    return as_file(request, "texts", headings, rows)


@needs(READ)
@require_GET
def text(request: Request, text_id: UUID) -> HttpResponse:
    """Show one version: its words, what it looks like, how long it is, what was said about it."""
    row = text_of(text_id)
    value, speaks, holder = value_of(row), imprint(), holder_of(request)
    acts = acts_of(row.reviews.all())
    versions = list(versions_of(row.message, row.language).only("id", "version", "state", "message", "language"))
    forms = forms_of(value)
    facts = {
        "text": row,
        "said": filled(value, speaks),
        "counts": counts(value),
        "reviews": row.reviews.all(),
        "is_sent_back": is_sent_back(acts),
        "is_native_read": is_native_read(acts, row.language),
        "needs_native": needs_native(row.language),
        "may_be_printed": may_be_printed(row),
        "printed": [form for form in forms if form in PRINTED],
        "has_card": Form.CARD in forms,
        "scripts": [form for form in forms if form in SCRIPTS],
        "spoken": [(form, getattr(filled(value, speaks), FIELDS[form])) for form in forms if form in FIELDS],
        "versions": versions,
        "is_newest": versions[0].version == row.version,
        "broadcasts": broadcasts_of(row),
        "materials": sorted(row.materials.all(), key=lambda each: list(Form).index(Form(each.form))),
        "downloads": downloads(row.language, since := day_of(request) - LAST_DAYS),
        "since": since,
        "may": {
            "write": holder.may(Action.WRITE_TEXTS),
            "review": holder.may(STEPS_FOR[State(row.state)]) if row.state in STEPS_FOR else False,
            "release": holder.may(Action.RELEASE_TEXTS),
            "print": holder.may(Action.PRINT_MATERIALS),
        },
        "took_part": any(act.by == holder.actor for act in acts),
        "crumbs": crumbs(
            Crumb(f"{MESSAGES[Message(row.message)]}, {named(row.language).name(get_language() or 'vi')}")
        ),
        "changes": _changes(row),
    }
    return render(request, "studio/text.html", facts)


@needs(Action.WRITE_TEXTS)
@require_http_methods(["GET", "POST"])
def write(request: Request, message: str, language: str) -> HttpResponse:
    """Write a text, or change it into the next version."""
    said, before = _asked(message, language), versions_of(message, language).first()
    form = TextForm(request.POST or None, initial=first_values(before))
    if request.method == "POST" and form.is_valid():
        try:
            made = write_text(form.text(said, language), doing(request), after=form.cleaned_data["version"])
        except TextRefused as refused:
            form.refuse(refused.by_field)
        except RuleViolation as refused:
            form.add_error(None, in_words(refused, REFUSALS))
        else:
            messages.success(request, _("The next version is written. Others read it before anybody uses it."))
            return redirect("studio:text", made.pk)
    facts = {
        "form": form,
        "message": said,
        "language": language,
        "before": before,
        "needs_native": needs_native(language),
        "counts": counts(text_in(form.data or first_values(before), said, language)),
        "back": reverse("studio:text", args=[before.pk]) if before else reverse("studio:home"),
        "crumbs": crumbs(Crumb(f"{MESSAGES[said]}, {named(language).name(get_language() or 'vi')}")),
    }
    return render(request, "studio/write.html", facts, status=409 if request.method == "POST" else 200)


@needs(Action.WRITE_TEXTS)
@require_POST
def counted(request: Request) -> HttpResponse:
    """Count the fields of a form while somebody writes."""
    language = request.POST.get("language", "vi")
    typed = text_in(request.POST, Message.INSTALL, language if language in TAGS else "vi")
    return render(request, "studio/parts/counts.html", {"counts": counts(typed)})


def _changes(row: StudioText) -> list[tuple[str, tuple[Piece, ...]]]:
    """Return what changed since the version before, by field."""
    before = versions_of(row.message, row.language).filter(version__lt=row.version).first()
    if before is None:
        return []
    pairs = [(name, getattr(before, name), getattr(row, name)) for name in WORDS]
    pairs.append(("steps", "\n".join(before.steps), "\n".join(row.steps)))
    return [(name, difference(old, new)) for name, old, new in pairs if old != new]


def _asked(message: str, language: str) -> Message:
    if message not in [*Message] or language not in TAGS:
        raise Http404
    return Message(message)


def _is_wanted(cells: list[Cell], only: str) -> bool:
    latest = [cell.latest for cell in cells]
    if only == "missing":
        return None in latest
    if only == "waiting":
        return any(row and row.state not in {State.RELEASED, State.WITHDRAWN} for row in latest)
    return any(cell.released for cell in cells) if only == "released" else True


def _state_of(tag: str, cell: Cell) -> str:
    if cell.latest is None:
        return str(MISSING if needs_native(tag) else NOT_WRITTEN)
    return str(STATES[State(cell.latest.state)])
