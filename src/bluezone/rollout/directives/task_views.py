"""The console's pages of tasks at units: one task, one unit's task, silence, deadlines, evidence."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bluezone.authority.accounts.access import day_of, holder_of, inside, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.requests import Request
from bluezone.authority.territory.models import Unit
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.directives import evidence_files, services
from bluezone.rollout.directives.forms import ReturnForm
from bluezone.rollout.directives.models import Evidence, Task, TaskAssignment
from bluezone.rollout.directives.presenting import shown_state, shown_tasks
from bluezone.rollout.directives.queries import assignments_at, awaited, silent
from bluezone.rollout.directives.reminding import remind
from bluezone.rollout.directives.rules.evidence import SUFFIXES, FileKind
from bluezone.rollout.directives.rules.states import TRANSITIONS, Act, State
from bluezone.rollout.directives.wording import ACTS, STATES, VIOLATIONS

A_PAGE = 50
ACTS_OF_THE_LEAD = {"accept": Act.ACCEPT, "cancel": Act.CANCEL, "escalate": Act.ESCALATE}


@needs(Action.READ_DIRECTIVES)
@require_GET
def units(request: Request, task_id: UUID) -> HttpResponse:
    """List the units of one task and where it stands at each, those that the reader may see."""
    task = get_object_or_404(Task.objects.select_related("directive").prefetch_related("addressees__unit"), pk=task_id)
    state = request.GET.get("state", "")
    found = assignments_at(_readable(request, task.directive.structure_day)).filter(task=task)
    if state in [*State]:
        found = found.filter(state=state)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    (shown,) = shown_tasks(task.directive, [task])
    context = {
        "crumbs": _way(task),
        "shown": shown,
        "task": task,
        "page": page,
        "rows": [(row, shown_state(row)) for row in page.object_list],
        "states": [(each.value, STATES[each]) for each in State],
        "state": state,
    }
    return render(request, "directives/units.html", context)


@needs(Action.READ_DIRECTIVES)
@require_GET
def at_unit(request: Request, assignment_id: UUID) -> HttpResponse:
    """Show one task at one unit: its history, its evidence, what the lead may do."""
    row = _assignment(request, assignment_id, Action.READ_DIRECTIVES)
    allowed = TRANSITIONS[State(row.state)]
    may_assign = holder_of(request).may(Action.ASSIGN_TASKS)
    context = {
        "crumbs": [
            *_way(row.task)[:-1],
            Crumb(row.task.label, f"/directives/tasks/{row.task_id}/units/"),
            Crumb(row.unit.name),
        ],
        "row": row,
        "shown": shown_state(row),
        "moves": [(move, ACTS[Act(move.act)]) for move in row.moves.all()],
        "evidence": row.evidence.all(),
        "acts": [(word, ACTS[act]) for word, act in ACTS_OF_THE_LEAD.items() if act in allowed] if may_assign else [],
        "may_give_back": may_assign and Act.GIVE_BACK in allowed,
        "may_remind": may_assign and row.state in {State.SENT, State.ACKNOWLEDGED, State.OVERDUE},
        "form": ReturnForm(),
    }
    return render(request, "directives/at_unit.html", context)


@needs(Action.ASSIGN_TASKS)
@require_POST
def act(request: Request, assignment_id: UUID) -> HttpResponse:
    """Accept evidence, give it back, remind, tell those above, or cancel."""
    row = _assignment(request, assignment_id, Action.ASSIGN_TASKS)
    actor, word = holder_of(request).actor, request.POST.get("act", "")
    try:
        if word == "remind":
            remind(row, actor=actor, moment=request.moment)
        elif word == "give_back":
            form = ReturnForm(request.POST)
            note = form.cleaned_data["note"] if form.is_valid() else ""
            services.move(row, Act.GIVE_BACK, actor=actor, moment=request.moment, note=note)
        elif word in ACTS_OF_THE_LEAD:
            services.move(row, ACTS_OF_THE_LEAD[word], actor=actor, moment=request.moment)
    except RuleViolation as refused:
        messages.error(request, str(VIOLATIONS[refused.code]))
    return redirect("directives:at_unit", assignment_id)


@needs(Action.READ_DIRECTIVES)
@require_GET
def silence(request: Request) -> HttpResponse:
    """List who has not been heard, the longest silence first; advice is no silence."""
    rows = silent(_readable(request, day_of(request)))
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "crumbs": [Crumb(_("Overview"), "/"), Crumb(_("Directives"), "/directives/"), Crumb(_("Silence"))],
        "page": page,
        "rows": [(row, shown_state(row), _days(request, row)) for row in page.object_list],
        "units": rows.order_by().values("unit").distinct().count(),
    }
    return render(request, "directives/silence.html", context)


@needs(Action.READ_DIRECTIVES)
@require_GET
def calendar(request: Request) -> HttpResponse:
    """List the last days that are still ahead or were missed, with how many units each awaits."""
    days: dict[object, dict[Task, list[TaskAssignment]]] = {}
    for row in awaited(_readable(request, day_of(request))):
        days.setdefault(row.due_on, {}).setdefault(row.task, []).append(row)
    context = {
        "crumbs": [Crumb(_("Overview"), "/"), Crumb(_("Directives"), "/directives/"), Crumb(_("Calendar"))],
        "days": [(day, [(task, len(rows)) for task, rows in tasks.items()]) for day, tasks in days.items()],
        "today": day_of(request),
    }
    return render(request, "directives/calendar.html", context)


@needs(Action.READ_DIRECTIVES)
@require_GET
def evidence(request: Request, evidence_id: UUID) -> HttpResponse:
    """Give a file of evidence, as a download whatever it is."""
    found = get_object_or_404(
        Evidence.objects.select_related("assignment__unit", "assignment__task__directive"), pk=evidence_id
    )
    _assignment(request, found.assignment_id, Action.READ_DIRECTIVES)
    return file_response(found)


def file_response(found: Evidence) -> HttpResponse:
    """Return a file of evidence so that no browser runs it."""
    if not found.digest:
        return HttpResponse(status=404)
    suffix = SUFFIXES[FileKind(found.file_kind)]
    headers = {
        "Content-Disposition": f'attachment; filename="{found.pk}.{suffix}"',
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(evidence_files.content(found.digest), content_type=found.file_kind, headers=headers)


def _assignment(request: Request, key: UUID, action: Action) -> TaskAssignment:
    """Return one task at one unit, unless the unit is not the holder's."""
    row = get_object_or_404(TaskAssignment.objects.select_related("unit", "task__directive"), pk=key)
    if not holder_of(request).may_here(action, row.unit, row.task.directive.structure_day):
        inside(request, action, row.unit)
    return row


def _readable(request: Request, day: date) -> QuerySet[Unit]:
    return holder_of(request).units(Action.READ_DIRECTIVES, day)


def _days(request: Request, row: TaskAssignment) -> int:
    return (request.moment - row.sent_at).days if row.sent_at else 0


def _way(task: Task) -> list[Crumb]:
    directive = task.directive
    return [
        Crumb(_("Directives"), "/directives/"),
        Crumb(str(directive), f"/directives/{directive.pk}/progress/"),
        Crumb(task.label),
    ]
