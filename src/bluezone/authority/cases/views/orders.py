"""The quarantine order as a file: DOCX for the clerk to number, date and seal, PDF to print."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from bluezone.authority.accounts.access import day_of, holder_of, inside, needs
from bluezone.authority.accounts.purposes import opened_for
from bluezone.authority.accounts.rules import Action
from bluezone.authority.audit.services import record
from bluezone.authority.cases.models import Case, Contact, QuarantineOrder
from bluezone.authority.cases.quarantine import Order, decision
from bluezone.authority.cases.rules.words import QuarantinePlace
from bluezone.authority.cases.services import facts_of
from bluezone.authority.console.queries import is_trial
from bluezone.authority.documents.document import Document
from bluezone.authority.documents.docx_writer import docx_bytes
from bluezone.authority.documents.pdf_writer import pdf_bytes
from bluezone.authority.requests import Request
from bluezone.authority.territory.queries import ancestors

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF: Final = "application/pdf"


@needs(Action.ORDER_QUARANTINE)
@require_GET
def order_docx(request: Request, order_id: UUID) -> HttpResponse:
    """Give an order for the office to edit."""
    return _file(request, order_id, docx_bytes, DOCX, "docx")


@needs(Action.ORDER_QUARANTINE)
@require_GET
def order_pdf(request: Request, order_id: UUID) -> HttpResponse:
    """Give an order as PDF/A."""
    return _file(request, order_id, pdf_bytes, PDF, "pdf")


def record_of(made: QuarantineOrder) -> Case | Contact:
    """Return the case or contact that an order is for."""
    row = made.contact or made.case
    if row is None:
        raise TypeError("an order is for a contact or a case")
    return row


def _file(request: Request, order_id: UUID, write: Callable[[Document], bytes], sort: str, ending: str) -> HttpResponse:
    made = get_object_or_404(QuarantineOrder.objects.select_related("contact", "case", "unit"), pk=order_id)
    row = record_of(made)
    inside(request, Action.ORDER_QUARANTINE, row.unit_id)
    purpose = opened_for(request, row)
    content = write(_document(request, made))
    record(holder_of(request).actor, "order.write", made, purpose, request.moment)
    headers = {
        "Content-Disposition": f'attachment; filename="quyet-dinh-cach-ly-{str(made.pk)[:8]}.{ending}"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=sort, headers=headers)


def _document(request: Request, made: QuarantineOrder) -> Document:
    day, who = day_of(request), facts_of(made.person)
    above = ancestors(made.unit, day)
    lives = [who.address, who.unit.name if who.unit else ""]
    return decision(
        Order(
            commune=made.unit.name,
            above=above[0].name if above else "",
            name=who.name,
            sex=who.sex,
            birth_year=who.birth_year,
            personal_number=who.personal_number,
            residence=", ".join(words for words in lives if words),
            is_case=made.case_id is not None,
            place=QuarantinePlace(made.place),
            facility=made.facility,
            first_day=made.first_day,
            last_day=made.last_day,
            year=day.year,
        ),
        is_trial=is_trial(),
    )
