"""What machines hand in: what they found at a hotspot."""

import logging
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from bluezone.authority.accounts.access import asks_nobody
from bluezone.authority.requests import Request
from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.rollout.venues.check_messages import check_in
from bluezone.rollout.venues.models import Hotspot
from bluezone.rollout.venues.services import take_check
from bluezone.rollout.venues.stamps import hash_of

logger = logging.getLogger(__name__)
SCHEME = "Bearer "


@asks_nobody
@csrf_exempt
@require_POST
def checks(request: Request) -> HttpResponse:
    """Take a check from the bearer of a hotspot's key.

    Answers 201 when it is kept and 200 when it came before, 401 to an unknown key or that of a closed hotspot, 422 to a
    body that is no check, 409 to a check that is refused. Whence it comes is neither looked at nor kept.
    """
    hotspot = _bearer(request)
    if hotspot is None:
        refused = JsonResponse({"error": "key_unknown"}, status=HTTPStatus.UNAUTHORIZED)
        refused["WWW-Authenticate"] = "Bearer"
        return refused
    try:
        check = check_in(request.body)
        is_new = take_check(hotspot, check, request.moment)
    except (MalformedMessage, RequestDataTooBig) as wrong:
        told = str(wrong) if isinstance(wrong, MalformedMessage) else "the body is too long"
        return JsonResponse({"error": "malformed", "message": told}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except RuleViolation as refusal:
        return JsonResponse({"error": refusal.code, "message": str(refusal)}, status=HTTPStatus.CONFLICT)
    logger.info("hotspot check received", extra={"verdict": check.verdict.value, "new": is_new})
    status = HTTPStatus.CREATED if is_new else HTTPStatus.OK
    return JsonResponse({"id": str(check.id), "stored": True}, status=status)


def _bearer(request: Request) -> Hotspot | None:
    shown = request.headers.get("Authorization", "")
    if not shown.startswith(SCHEME):
        return None
    return Hotspot.objects.filter(key_hash=hash_of(shown.removeprefix(SCHEME)), closed_at=None).first()
