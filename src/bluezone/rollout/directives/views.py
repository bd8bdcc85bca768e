"""The console's pages of directives: drop one in, see what was understood, correct it, confirm it, send it."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.authority.accounts.access import day_of, holder_of, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.requests import Request
from bluezone.authority.territory.models import Unit
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.directives import services
from bluezone.rollout.directives.files import BYTES, read_file
from bluezone.rollout.directives.forms import DropForm, HeadForm, PointForm, TaskForm
from bluezone.rollout.directives.models import Addressee, Directive, Task
from bluezone.rollout.directives.presenting import shown_addressees, shown_states, shown_tasks, shown_text
from bluezone.rollout.directives.queries import contradicting, directives, inherited, task_counts
from bluezone.rollout.directives.reading import Reading, UnreadableDocument
from bluezone.rollout.directives.reading.pieces import DocumentKind, Rule
from bluezone.rollout.directives.shipped import NAMES, keep_shipped
from bluezone.rollout.directives.wording import DIFFERENCES, DOCUMENT_KINDS, REFUSALS, VIOLATIONS


@needs(Action.READ_DIRECTIVES)
@require_GET
def listing(request: Request) -> HttpResponse:
    """List the directives, the newest first."""
    context = {
        "crumbs": [Crumb(_("Overview"), "/"), Crumb(_("Directives"))],
        "directives": directives(),
        "may_confirm": holder_of(request).may(Action.CONFIRM_DIRECTIVES),
    }
    return render(request, "directives/listing.html", context)


@needs(Action.CONFIRM_DIRECTIVES)
@require_http_methods(["GET", "POST"])
def drop(request: Request) -> HttpResponse:
    """Take a file and read it; what cannot be read is refused with what to do."""
    form = DropForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            reading = read_file(file.read(BYTES + 1))
        except UnreadableDocument as refused:
            form.add_error("file", str(REFUSALS[refused.reason]))
        else:
            return _kept(request, form, reading)
    status = 200 if request.method == "GET" else 422
    crumbs = [Crumb(_("Directives"), "/directives/"), Crumb(_("Drop in a directive"))]
    return render(request, "directives/drop.html", {"crumbs": crumbs, "form": form}, status=status)


@needs(Action.READ_DIRECTIVES)
@require_GET
def understood(request: Request, directive_id: UUID) -> HttpResponse:
    """Show a directive's text beside what was understood of it."""
    directive = get_object_or_404(Directive, pk=directive_id)
    text, findings = shown_text(directive)
    tasks = directive.tasks.prefetch_related("addressees__unit", "addressees__within").select_related("restates")
    context = _frame(request, directive) | {
        "stretches": text,
        "findings": findings,
        "tasks": shown_tasks(directive, tasks),
        "addressees": shown_addressees(directive),
        "cited": directive.cited.all(),
        "recipients": directive.recipients.all(),
        "kind": DOCUMENT_KINDS[DocumentKind(directive.kind)],
    }
    return render(request, "directives/understood.html", context)


@needs(Action.READ_DIRECTIVES)
@require_GET
def progress(request: Request, directive_id: UUID) -> HttpResponse:
    """Show the tree of a directive: the measures from above, its tasks, and how many units stand where."""
    directive = get_object_or_404(Directive, pk=directive_id)
    pairs = [(mine, theirs, DIFFERENCES[pair.difference]) for pair, mine, theirs in contradicting(directive)]
    context = _frame(request, directive) | {
        "counts": [(count, shown_states(count)) for count in task_counts(directive)],
        "inherited": inherited(directive),
        "contradictions": pairs,
        "children": directive.children.all(),
    }
    return render(request, "directives/progress.html", context)


@needs(Action.CONFIRM_DIRECTIVES)
@require_http_methods(["GET", "POST"])
def head(request: Request, directive_id: UUID) -> HttpResponse:
    """Correct what was read from the head."""
    directive = get_object_or_404(Directive, pk=directive_id)
    form = HeadForm(request.POST or None, instance=directive)
    if request.method == "POST" and form.is_valid():
        kept = get_object_or_404(Directive, pk=directive_id)
        _try(request, lambda: services.correct_head(kept, form.changes(), actor=_actor(request), moment=request.moment))
        return redirect("directives:understood", directive_id)
    context = _frame(request, directive) | {"form": form, "title": _("Correct the head")}
    return render(request, "directives/correct.html", context, status=200 if request.method == "GET" else 422)


@needs(Action.CONFIRM_DIRECTIVES)
@require_http_methods(["GET", "POST"])
def task(request: Request, task_id: UUID) -> HttpResponse:
    """Correct a proposed task."""
    proposed = get_object_or_404(Task.objects.select_related("directive__parent"), pk=task_id)
    form = TaskForm(request.POST or None, instance=proposed)
    if request.method == "POST" and form.is_valid():
        kept = get_object_or_404(Task, pk=task_id)
        _try(request, lambda: services.correct_task(kept, form.changes(), actor=_actor(request), moment=request.moment))
        return redirect(f"/directives/{proposed.directive_id}/#task-{proposed.label}")
    title = _("Correct task %(label)s") % {"label": proposed.label}
    context = _frame(request, proposed.directive) | {"form": form, "title": title}
    return render(request, "directives/correct.html", context, status=200 if request.method == "GET" else 422)


@needs(Action.CONFIRM_DIRECTIVES)
@require_http_methods(["GET", "POST"])
def addressee(request: Request, addressee_id: int) -> HttpResponse:
    """Say whom some words mean."""
    words = get_object_or_404(Addressee.objects.select_related("directive", "unit", "within", "task"), pk=addressee_id)
    form = PointForm(words, request.POST or None)
    if request.method == "POST" and form.is_valid():
        _try(
            request,
            lambda: _point(request, words, form),
        )
        return redirect("directives:understood", words.directive_id)
    title = _("Whom do these words mean: “%(words)s”?") % {"words": words.phrase}
    context = _frame(request, words.directive) | {"form": form, "title": title}
    return render(request, "directives/correct.html", context, status=200 if request.method == "GET" else 422)


@needs(Action.CONFIRM_DIRECTIVES)
@require_POST
def confirm(request: Request, directive_id: UUID) -> HttpResponse:
    """Confirm what was understood."""
    directive = get_object_or_404(Directive, pk=directive_id)
    units = _try(request, lambda: services.confirm(directive, actor=_actor(request), moment=request.moment))
    if units is not None:
        words = ngettext("Confirmed: %(count)s unit is addressed.", "Confirmed: %(count)s units are addressed.", units)
        messages.success(request, words % {"count": units})
    return redirect("directives:progress", directive_id)


@needs(Action.ASSIGN_TASKS)
@require_POST
def send(request: Request, directive_id: UUID) -> HttpResponse:
    """Send the confirmed tasks to their units."""
    directive = get_object_or_404(Directive, pk=directive_id)
    count = _try(request, lambda: services.send(directive, actor=_actor(request), moment=request.moment))
    if count is not None:
        words = ngettext("%(count)s task went out.", "%(count)s tasks went out.", count)
        messages.success(request, words % {"count": count})
    return redirect("directives:progress", directive_id)


@needs(Action.CONFIRM_DIRECTIVES)
@require_POST
def bring_from_above(request: Request) -> HttpResponse:
    """Keep the ministry's letter that is shipped as facts, so that a directive can have it for a parent."""
    for name in NAMES:
        keep_shipped(name, actor=_actor(request), moment=request.moment)
    messages.success(
        request, _("The ministry's ten measures are here; a directive that cites the letter inherits them.")
    )
    return redirect("directives:listing")


def _kept(request: Request, form: DropForm, reading: Reading) -> HttpResponse:
    try:
        made = services.keep_reading(reading, day=day_of(request), actor=_actor(request), moment=request.moment)
    except RuleViolation as refused:
        form.add_error("file", str(VIOLATIONS[refused.code]))
        crumbs = [Crumb(_("Directives"), "/directives/"), Crumb(_("Drop in a directive"))]
        return render(request, "directives/drop.html", {"crumbs": crumbs, "form": form}, status=422)
    return redirect("directives:understood", made.pk)


def _point(request: Request, words: Addressee, form: PointForm) -> None:
    within: Unit | None = form.cleaned_data.get("within")
    services.point_addressee(words, _meaning(form), actor=_actor(request), moment=request.moment, within=within)


def _meaning(form: PointForm) -> Rule | Unit:
    match form.cleaned_data["meaning"]:
        case "unit":
            unit: Unit = form.cleaned_data["unit"]
            return unit
        case "sector":
            return Rule(sector=form.rule_sector)
        case _:
            return Rule(form.rule_kinds)


def _frame(request: Request, directive: Directive) -> dict[str, object]:
    holder = holder_of(request)
    return {
        "crumbs": [Crumb(_("Overview"), "/"), Crumb(_("Directives"), "/directives/"), Crumb(str(directive))],
        "directive": directive,
        "may_confirm": holder.may(Action.CONFIRM_DIRECTIVES),
        "may_assign": holder.may(Action.ASSIGN_TASKS),
        "may_write": holder.may(Action.WRITE_LETTERS),
    }


def _actor(request: Request) -> str:
    return holder_of(request).actor


def _try(request: Request, act: Callable[[], int | None]) -> int | None:
    """Do something, or say in a message why a rule refused it."""
    try:
        return act()
    except RuleViolation as refused:
        messages.error(request, str(VIOLATIONS[refused.code]))
        return None
