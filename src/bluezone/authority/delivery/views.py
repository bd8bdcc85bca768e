"""The outbox as an officer sees it."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages as flash
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bluezone.authority.accounts.access import holder_of, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.delivery.queries import last_purges, messages_for, opened
from bluezone.authority.delivery.rules import State
from bluezone.authority.delivery.services import note_reading, settle
from bluezone.authority.requests import Request

ON_A_PAGE = 50


@needs(Action.READ_OUTBOX)
@require_GET
def outbox(request: Request) -> HttpResponse:
    """Show what waits and what became of the rest; reading what waits is noted in the audit."""
    holder = holder_of(request)
    page = Paginator(messages_for(holder), ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [*opened(messages_for(holder).filter(id__in=[each.id for each in page]), settings.DELIVERY_FOLDER)]
    note_reading(sum(row.message.state == State.WAITING for row in rows), actor=holder.actor, moment=request.moment)
    crumbs = [Crumb(_("Overview"), "/"), Crumb(_("Outbox"))]
    purges = last_purges(1)
    facts = {"rows": rows, "page": page, "crumbs": crumbs, "purges": purges, "by_hand": settings.SMS_GATEWAY is None}
    return render(request, "delivery/outbox.html", facts)


@needs(Action.READ_OUTBOX)
@require_POST
def mark_delivered(request: Request, message_id: UUID) -> HttpResponse:
    """Note that an officer sent a message by hand, and erase it."""
    holder = holder_of(request)
    message = get_object_or_404(messages_for(holder).filter(state=State.WAITING), id=message_id)
    settle(message, State.DELIVERED, actor=holder.actor, moment=request.moment)
    flash.success(request, _("The message is noted as sent; recipient and text are erased."))
    return redirect("delivery:outbox")
