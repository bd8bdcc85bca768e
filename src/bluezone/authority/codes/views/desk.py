"""The code desk: hand a file in, watch it go out, stop it, go on."""

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.authority.accounts.access import day_of, holder_of, inside, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.codes import files
from bluezone.authority.codes.forms import FileForm
from bluezone.authority.codes.models import Batch
from bluezone.authority.codes.queries import batches_for, progress_of, refused_rows
from bluezone.authority.codes.rules.rows import FaultKind
from bluezone.authority.codes.services import Faulty, File, hand_in, resume, stop
from bluezone.authority.codes.wording import FAULTS, in_words
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.requests import Request
from bluezone.protocol.errors import RuleViolation

A_PAGE: Final = 20
FAULTS_SHOWN: Final = 200


@needs(Action.RUN_CODE_DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: Request) -> HttpResponse:
    """Take a file, and show the files before."""
    form = FileForm(request.POST or None, request.FILES or None)
    form.offer(holder_of(request).top_units(Action.RUN_CODE_DESK))
    facts: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        answer = _handed_in(request, form)
        if isinstance(answer, HttpResponse):
            return answer
        facts = answer
    page = Paginator(batches_for(holder_of(request), day_of(request)), A_PAGE).get_page(request.GET.get("page"))
    facts |= {"crumbs": _crumbs(), "form": form, "page": page}
    return render(request, "codes/desk.html", facts, status=409 if request.method == "POST" else 200)


@needs(Action.RUN_CODE_DESK)
@require_GET
def template(_request: Request) -> HttpResponse:
    """Give the file to fill."""
    headers = {"Content-Disposition": 'attachment; filename="codes.csv"'}
    return HttpResponse(files.template(), content_type="text/csv; charset=utf-8", headers=headers)


@needs(Action.RUN_CODE_DESK)
@require_GET
def batch(request: Request, batch_id: UUID) -> HttpResponse:
    """Show how far a bulk issue is, and which rows were refused."""
    found = _own(request, batch_id)
    rows = [(row.place, FAULTS[FaultKind(row.fault)]) for row in refused_rows(found)]
    facts = {"crumbs": [*_crumbs(link=True), Crumb(str(found))], "refused": rows, **_standing(found)}
    return render(request, "codes/batch.html", facts)


@needs(Action.RUN_CODE_DESK)
@require_GET
def progress(request: Request, batch_id: UUID) -> HttpResponse:
    """Show how far a bulk issue is: the part of its page that is asked for again and again."""
    return render(request, "codes/parts/progress.html", _standing(_own(request, batch_id)))


@needs(Action.RUN_CODE_DESK)
@require_POST
def stop_batch(request: Request, batch_id: UUID) -> HttpResponse:
    """Stop a bulk issue."""
    stop(_own(request, batch_id), actor=holder_of(request).actor, moment=request.moment)
    messages.success(request, _("Stopped. Nothing more is sent until you go on."))
    return redirect("codes:batch", batch_id)


@needs(Action.RUN_CODE_DESK)
@require_POST
def resume_batch(request: Request, batch_id: UUID) -> HttpResponse:
    """Go on with a bulk issue."""
    resume(_own(request, batch_id), actor=holder_of(request).actor, moment=request.moment)
    messages.success(request, _("It goes on where it was stopped; nothing is sent twice."))
    return redirect("codes:batch", batch_id)


def _handed_in(request: Request, form: FileForm) -> HttpResponse | dict[str, Any]:
    """Hand a file in and go to its page, or return what the form's page shows instead."""
    given = form.cleaned_data
    inside(request, Action.RUN_CODE_DESK, given["unit"])
    file = File(given["file"].name, given["file"].read(files.LARGEST_FILE + 1))
    actor = holder_of(request).actor
    try:
        done = hand_in(file, given["unit"], leave_out=given["leave_out"], actor=actor, moment=request.moment)
    except Faulty as faulty:
        shown = [(fault.place, FAULTS[fault.kind]) for fault in faulty.faults[:FAULTS_SHOWN]]
        return {"faults": shown, "faulty": len(faulty.faults), "right": faulty.rows}
    except RuleViolation as refused:
        form.add_error("file", in_words(refused))
        return {}
    words = ngettext("%(count)s row waits for its code.", "%(count)s rows wait for their codes.", done.rows)
    messages.success(request, words % {"count": done.rows})
    if done.left_out:
        out = len(done.left_out)
        words = ngettext("%(count)s row was left out.", "%(count)s rows were left out.", out)
        messages.warning(request, words % {"count": out})
    return redirect("codes:batch", done.batch.pk)


def _standing(batch: Batch) -> dict[str, Any]:
    done = progress_of(batch)
    is_going = batch.stopped_at is None and done.waiting > 0
    return {"batch": batch, "progress": done, "is_going": is_going}


def _own(request: Request, batch_id: UUID) -> Batch:
    found = get_object_or_404(Batch.objects.select_related("unit", "laboratory"), pk=batch_id)
    inside(request, Action.RUN_CODE_DESK, found.unit)
    return found


def _crumbs(*, link: bool = False) -> list[Crumb]:
    codes = [Crumb(_("Overview"), "/"), Crumb(_("Codes"), reverse("codes:codes"))]
    return [*codes, Crumb(_("Code desk"), reverse("codes:desk") if link else "")]
