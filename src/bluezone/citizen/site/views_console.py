"""Choosing, on the console, what everybody may read."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bluezone.authority.accounts.access import holder_of, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.requests import Request
from bluezone.citizen.site.models import Publication
from bluezone.citizen.site.queries import choices
from bluezone.citizen.site.rules import marks
from bluezone.citizen.site.services import publish, withdraw
from bluezone.rollout.directives.models import Directive
from bluezone.rollout.overview.gathering import PUBLISHED
from bluezone.rollout.overview.models import MorningReport


@needs(Action.PUBLISH_DOCUMENTS)
@require_GET
def listing(request: Request) -> HttpResponse:
    """Show what can be published and what is."""
    directives, reports = choices()
    context = {
        "directives": [(choice, marks(choice.document.text)) for choice in directives],  # type: ignore[union-attr]  # these are directives
        "reports": reports,
        "site": settings.SITE_ORIGIN,
        "crumbs": [Crumb(_("Overview"), "/"), Crumb(_("Public site"))],
    }
    return render(request, "site/choosing.html", context)


@needs(Action.PUBLISH_DOCUMENTS)
@require_POST
def publish_directive(request: Request, directive_id: UUID) -> HttpResponse:
    """Let everybody read a directive."""
    return _published(request, get_object_or_404(Directive, pk=directive_id, state__in=PUBLISHED))


@needs(Action.PUBLISH_DOCUMENTS)
@require_POST
def publish_report(request: Request, report_id: UUID) -> HttpResponse:
    """Let everybody read what a quick report says of the whole."""
    return _published(request, get_object_or_404(MorningReport, pk=report_id))


@needs(Action.PUBLISH_DOCUMENTS)
@require_POST
def take_back(request: Request, publication_id: UUID) -> HttpResponse:
    """Take a document back."""
    withdraw(get_object_or_404(Publication, pk=publication_id), actor=holder_of(request).actor, moment=request.moment)
    messages.success(request, _("The document is no longer public."))
    return redirect("publishing:listing")


def _published(request: Request, document: Directive | MorningReport) -> HttpResponse:
    publish(document, actor=holder_of(request).actor, moment=request.moment)
    messages.success(request, _("Everybody may read the document now."))
    return redirect("publishing:listing")
