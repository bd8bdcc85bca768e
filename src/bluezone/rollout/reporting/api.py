"""What machines hand in: text messages from the gateway."""

import json
import logging
from hmac import compare_digest

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from bluezone.authority.accounts.access import open_to_all
from bluezone.authority.requests import Request
from bluezone.rollout.reporting.sms import receive

logger = logging.getLogger(__name__)

LARGEST_BODY = 4096
LONGEST_NAME = 120


@open_to_all
@csrf_exempt
@require_POST
def text_message(request: Request) -> HttpResponse:
    """Take a text message from the gateway and return the reply that it is to send.

    The gateway shows its secret as a bearer token and posts `{"id": "...", "text": "..."}`; a field with the sender's
    number is neither read nor kept. Answers 403 to a wrong secret, 400 to another body, else 200 with `reply`.
    """
    if not _is_the_gateway(request):
        return JsonResponse({"error": "wrong_secret"}, status=403)
    try:
        body = json.loads(request.body[: LARGEST_BODY + 1])
        text, name = body["text"], body["id"]
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"error": "malformed"}, status=400)
    if not isinstance(text, str) or not isinstance(name, str) or not 0 < len(name) <= LONGEST_NAME:
        return JsonResponse({"error": "malformed"}, status=400)
    answer = receive(text, message_id=name, moment=request.moment)
    logger.info("text message received", extra={"outcome": answer.outcome})
    return JsonResponse({"taken": answer.taken, "outcome": answer.outcome, "reply": answer.reply})


def _is_the_gateway(request: Request) -> bool:
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(shown) and compare_digest(shown.encode(), settings.SMS_INTAKE_SECRET.encode())
