"""What devices in the field ask the site: to be enrolled, to be given their work, to hand in."""

import logging
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Final

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from bluezone.authority.accounts.access import asks_nobody
from bluezone.authority.requests import Request
from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.rollout.fieldwork.models import Device
from bluezone.rollout.fieldwork.queries.work import work_of
from bluezone.rollout.fieldwork.rules.fields import text_of
from bluezone.rollout.fieldwork.rules.wire import MOST_BYTES, base64url, bytes_of, envelope_in, object_in
from bluezone.rollout.fieldwork.services.enrolling import enrol as enrolled
from bluezone.rollout.fieldwork.services.intake import take, verified
from bluezone.rollout.fieldwork.services.receipts import receipt_for, written

logger = logging.getLogger(__name__)

STATUSES: Final = {
    "link_used": HTTPStatus.CONFLICT,
    "link_old": HTTPStatus.GONE,
    "device_unknown": HTTPStatus.UNAUTHORIZED,
    "signature_wrong": HTTPStatus.UNAUTHORIZED,
    "old_version": HTTPStatus.UPGRADE_REQUIRED,
}
RETRY_SECONDS: Final = "30"
Answering = Callable[[Request], dict[str, Any]]


def _answers(answering: Answering) -> Callable[..., HttpResponse]:
    """Make a view of a function that returns JSON; whence a request comes is neither looked at nor kept."""

    @asks_nobody
    @csrf_exempt
    @never_cache
    @require_POST
    @wraps(answering)
    def view(request: Request) -> HttpResponse:
        try:
            if int(request.headers.get("Content-Length") or 0) > MOST_BYTES or len(request.body) > MOST_BYTES:
                return _refused("too_large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return JsonResponse(answering(request))
        except RequestDataTooBig:
            return _refused("too_large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        except MalformedMessage as wrong:
            return _refused("malformed", HTTPStatus.BAD_REQUEST, str(wrong))
        except RuleViolation as refusal:
            return _refused(refusal.code, STATUSES.get(refusal.code, HTTPStatus.CONFLICT), str(refusal))
        except OperationalError:
            logger.warning("field request met a busy registry")
            later = _refused("later", HTTPStatus.SERVICE_UNAVAILABLE)
            later["Retry-After"] = RETRY_SECONDS
            return later

    return view


@_answers
def enrol(request: Request) -> dict[str, Any]:
    """Make the device of a link and a key, and answer its half of the key and its work."""
    said = object_in(request.body, "an enrolment", "token", "public_key")
    key = bytes_of(said["public_key"], "public_key")
    device = enrolled(text_of(said["token"]), key, moment=request.moment)
    return {"share": base64url(bytes(device.share)), "work": _work(device, request)}


@_answers
def bundles(request: Request) -> dict[str, Any]:
    """Take in what a device, or another for it, hands in."""
    return take(request.body, moment=request.moment).message


@_answers
def work(request: Request) -> dict[str, Any]:
    """Answer a device's work; a revoked one is told nothing but that."""
    device, bundle = verified(envelope_in(request.body))
    if bundle.events:
        raise MalformedMessage("whoever asks for work hands in no events")
    if device.revoked_at is not None:
        return {"revoked": True}
    Device.objects.filter(pk=device.pk).update(heard_at=request.moment)
    return _work(device, request)


def _work(device: Device, request: Request) -> dict[str, Any]:
    return {
        **work_of(device, request.moment),
        "clock": written(request.moment),
        "receipt": receipt_for(device, request.moment).message,
    }


def _refused(code: str, status: HTTPStatus, told: str = "") -> HttpResponse:
    return JsonResponse({"error": code, **({"message": told} if told else {})}, status=status)
