"""The site's pages for the bearer of a personal link: my unit's tasks, acknowledging them, handing in evidence."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.authority.accounts.access import holder_of, inside, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.requests import Request
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.directives import services
from bluezone.rollout.directives.forms import EvidenceForm
from bluezone.rollout.directives.models import Evidence, TaskAssignment
from bluezone.rollout.directives.presenting import shown_state
from bluezone.rollout.directives.queries import assignments_of
from bluezone.rollout.directives.reading.pieces import Modality
from bluezone.rollout.directives.rules.evidence import BYTES
from bluezone.rollout.directives.rules.states import TRANSITIONS, Act, State
from bluezone.rollout.directives.services import Given
from bluezone.rollout.directives.task_views import file_response
from bluezone.rollout.directives.wording import MODALITIES, VIOLATIONS


@needs(Action.ANSWER_TASKS)
@never_cache
@require_GET
def tasks(request: Request) -> HttpResponse:
    """List what the bearer's unit has been told to do, what is new first."""
    rows = [row for unit in holder_of(request).top_units(Action.ANSWER_TASKS) for row in assignments_of(unit)]
    rows.sort(key=lambda row: (row.state not in {State.SENT, State.OVERDUE, State.ESCALATED}, row.task.place))
    context = {
        "crumbs": [Crumb(_("Desk"), "/desk/"), Crumb(_("Tasks"))],
        "rows": [(row, shown_state(row), MODALITIES[Modality(row.task.modality)]) for row in rows],
        "fresh": sum(row.state == State.SENT for row in rows),
    }
    return render(request, "directives/desk_tasks.html", context)


@needs(Action.ANSWER_TASKS)
@never_cache
@require_http_methods(["GET", "POST"])
def task(request: Request, assignment_id: UUID) -> HttpResponse:
    """Show one task, and take the evidence for it."""
    row = _mine(request, assignment_id)
    form = EvidenceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _handed_in(request, row, form):
        messages.success(request, _("Thank you. The province lead sees what you handed in."))
        return redirect("desk:task", assignment_id)
    allowed = TRANSITIONS[State(row.state)]
    context = {
        "crumbs": [Crumb(_("Tasks"), "/tasks/"), Crumb(row.task.label)],
        "row": row,
        "shown": shown_state(row),
        "modality": MODALITIES[Modality(row.task.modality)],
        "advises": row.task.modality == Modality.ADVISE,
        "form": form,
        "evidence": row.evidence.all(),
        "returned": row.moves.filter(act=Act.GIVE_BACK).last() if row.state == State.ACKNOWLEDGED else None,
        "may_acknowledge": Act.ACKNOWLEDGE in allowed,
        "may_answer": row.state not in {State.DONE, State.CANCELLED},
    }
    return render(request, "directives/desk_task.html", context, status=200 if request.method == "GET" else 422)


@needs(Action.ANSWER_TASKS)
@require_POST
def acknowledge(request: Request, assignment_id: UUID) -> HttpResponse:
    """Say that the unit has the task."""
    row = _mine(request, assignment_id)
    try:
        services.acknowledge(row, actor=holder_of(request).actor, moment=request.moment)
    except RuleViolation as refused:
        messages.error(request, str(VIOLATIONS[refused.code]))
    return redirect("desk:task", assignment_id)


@needs(Action.ANSWER_TASKS)
@require_GET
def evidence(request: Request, evidence_id: UUID) -> HttpResponse:
    """Give back a file that the unit handed in."""
    found = get_object_or_404(Evidence, pk=evidence_id)
    _mine(request, found.assignment_id)
    return file_response(found)


def _mine(request: Request, key: UUID) -> TaskAssignment:
    """Return one task of the bearer's unit, refused for every other unit."""
    row = get_object_or_404(TaskAssignment.objects.select_related("unit", "task__directive"), pk=key)
    if not holder_of(request).may_here(Action.ANSWER_TASKS, row.unit, row.task.directive.structure_day):
        inside(request, Action.ANSWER_TASKS, row.unit)
    return row


def _handed_in(request: Request, row: TaskAssignment, form: EvidenceForm) -> bool:
    """Take what was handed in; a refusal becomes an error of the form."""
    file = form.cleaned_data["file"]
    given = Given(
        form.cleaned_data["note"].strip(),
        form.cleaned_data["link"],
        file.name if file else "",
        file.read(BYTES + 1) if file else b"",
    )
    try:
        services.add_evidence(row, given, actor=holder_of(request).actor, moment=request.moment)
    except RuleViolation as refused:
        form.add_error("file" if given.data else None, str(VIOLATIONS[refused.code]))
        return False
    return True
