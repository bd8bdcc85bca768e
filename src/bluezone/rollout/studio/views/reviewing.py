"""Steps of review on the console: each act names its step, and the rule says whether this person may take it now."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bluezone.authority.accounts.access import holder_of, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.feeds.showing import in_words
from bluezone.authority.requests import Request
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.studio.refusals import REFUSALS
from bluezone.rollout.studio.rules.review import Step
from bluezone.rollout.studio.rules.words import State
from bluezone.rollout.studio.services import take_step
from bluezone.rollout.studio.tasks import make_public_files
from bluezone.rollout.studio.views.parts import doing, text_of

MAY_TAKE = {
    Step.LANGUAGE: {Action.REVIEW_LANGUAGE},
    Step.HEALTH: {Action.REVIEW_HEALTH},
    Step.RELEASE: {Action.RELEASE_TEXTS},
    Step.WITHDRAW: {Action.RELEASE_TEXTS},
    Step.SEND_BACK: {Action.REVIEW_LANGUAGE, Action.REVIEW_HEALTH, Action.RELEASE_TEXTS},
}
"""Who may take which step; writing has its own page."""


@needs(Action.READ_TEXTS)
@require_POST
def step(request: Request, text_id: UUID) -> HttpResponse:
    """Take one step with a text."""
    asked, row = request.POST.get("step", ""), text_of(text_id)
    if asked not in [each.value for each in MAY_TAKE]:
        return HttpResponseBadRequest()
    wanted = Step(asked)
    if not any(holder_of(request).may(action) for action in MAY_TAKE[wanted]):
        raise PermissionDenied
    native = row.language if request.POST.get("native") else ""
    try:
        with transaction.atomic():
            done = take_step(row, wanted, doing(request), native=native, remark=request.POST.get("remark", ""))
            if done.state == State.RELEASED:
                make_public_files.enqueue(str(done.pk))
    except RuleViolation as refused:
        messages.error(request, in_words(refused, REFUSALS))
    else:
        messages.success(request, _("This is noted."))
    return redirect("studio:text", row.pk)


@needs(Action.RELEASE_TEXTS)
@require_POST
def files_again(request: Request, text_id: UUID) -> HttpResponse:
    """Make the public files once more, in the name of the present publisher."""
    row = text_of(text_id)
    make_public_files.enqueue(str(row.pk))
    messages.success(request, _("The public files are being made; they are there in a minute."))
    return redirect("studio:text", row.pk)
