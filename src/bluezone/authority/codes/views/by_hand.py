"""Messages with a code that somebody sends by hand, where no SMS gateway is configured."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages as flash
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bluezone.authority.accounts.access import day_of, holder_of, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.codes.queries import messages_for, opened_messages
from bluezone.authority.codes.services import note_sent
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.delivery.services import note_reading
from bluezone.authority.requests import Request

A_PAGE = 20


@needs(Action.ISSUE_CODES)
@require_GET
def by_hand(request: Request) -> HttpResponse:
    """Show the messages that wait; that they were read is noted in the audit chain."""
    holder = holder_of(request)
    found = messages_for(holder, day_of(request))
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    rows = [*opened_messages(found.filter(pk__in=[each.pk for each in page]))]
    note_reading(len(rows), actor=holder.actor, moment=request.moment)
    crumbs = [Crumb(_("Overview"), "/"), Crumb(_("Codes"), reverse("codes:codes")), Crumb(_("To send by hand"))]
    facts = {"rows": rows, "page": page, "crumbs": crumbs, "has_gateway": settings.SMS_GATEWAY is not None}
    response = render(request, "codes/by_hand.html", facts)
    response.headers["Cache-Control"] = "no-store"
    return response


@needs(Action.ISSUE_CODES)
@require_POST
def sent(request: Request, message_id: UUID) -> HttpResponse:
    """Note that a message was sent, and erase it."""
    holder = holder_of(request)
    message = get_object_or_404(messages_for(holder, day_of(request)), pk=message_id)
    note_sent(message, actor=holder.actor, moment=request.moment)
    flash.success(request, _("Noted as sent: telephone and text are erased."))
    return redirect("codes:by_hand")
