"""How often one place may try tokens that do not work."""

from typing import Final

from allauth.account.adapter import get_adapter
from django.core.cache import cache

from bluezone.authority.requests import Request

WRONG_TOKENS_AN_HOUR: Final = 20
HOUR_SECONDS: Final = 3600


def may_try(request: Request) -> bool:
    """Return whether the place from which a request comes has wrong tokens left this hour."""
    return int(cache.get(_counter(request), 0)) < WRONG_TOKENS_AN_HOUR


def count_wrong_token(request: Request) -> None:
    """Count one token that did not work."""
    name = _counter(request)
    if not cache.add(name, 1, HOUR_SECONDS):
        cache.incr(name)


def _counter(request: Request) -> str:
    hour = int(request.moment.timestamp()) // HOUR_SECONDS
    return f"wrong-tokens:{get_adapter().get_client_ip(request)}:{hour}"
