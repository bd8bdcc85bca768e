"""Letters about a directive, made for the desk and signed outside the system."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from bluezone.authority.accounts.access import day_of, holder_of, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.audit.services import record
from bluezone.authority.console.queries import publisher
from bluezone.authority.documents.docx_writer import docx_bytes
from bluezone.authority.documents.pdf_writer import pdf_bytes
from bluezone.authority.requests import Request
from bluezone.authority.territory.models import Unit
from bluezone.rollout.directives.letters.composing import Matter, TaskStanding, reminder
from bluezone.rollout.directives.letters.letter import NO_OFFICE, Letter, Office
from bluezone.rollout.directives.models import Directive
from bluezone.rollout.directives.queries import silent, task_counts
from bluezone.rollout.directives.rules.evidence import FileKind


@needs(Action.WRITE_LETTERS)
@require_GET
def reminder_docx(request: Request, directive_id: UUID) -> HttpResponse:
    """Give the letter that urges silent units, for the office to edit."""
    return _file(docx_bytes(_reminder(request, directive_id).document()), FileKind.DOCX, "cong-van-don-doc.docx")


@needs(Action.WRITE_LETTERS)
@require_GET
def reminder_pdf(request: Request, directive_id: UUID) -> HttpResponse:
    """Give the letter that urges silent units, as PDF/A."""
    return _file(pdf_bytes(_reminder(request, directive_id).document()), FileKind.PDF, "cong-van-don-doc.pdf")


def _reminder(request: Request, directive_id: UUID) -> Letter:
    directive = get_object_or_404(Directive, pk=directive_id)
    standings = [TaskStanding(each.task.label, each.units, each.acknowledged) for each in task_counts(directive)]
    units = silent(Unit.objects.all()).filter(task__directive=directive).order_by("unit__folded")
    names = tuple(dict.fromkeys(units.values_list("unit__name", flat=True)))
    matter = Matter(directive.symbol, directive.issued_on, directive.subject)
    record(holder_of(request).actor, "directive.write_letter", directive, "campaign", request.moment)
    return reminder(matter, standings, names, office=_office(), day=day_of(request))


def _office() -> Office | None:
    """Return in whose name letters go out; nothing while no publisher is configured."""
    body = publisher()
    if body is None:
        return None
    return Office("", body.name.upper(), body.short_name, NO_OFFICE.place, NO_OFFICE.position)


def _file(content: bytes, kind: FileKind, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=kind.value, headers=headers)
