"""How allauth behaves in this house: nobody signs up, addresses are hashed, secrets are sealed, log-ins are audited."""

import base64
import hmac
import ipaddress
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from bluezone.authority.accounts.models import User
from bluezone.authority.audit.services import record

FRESH_SECONDS: Final = 300
"""How long after a log-in the first second factor may be set up without the password once more."""
NETWORK_BITS: Final = 64
"""Of an IPv6 address, what belongs to one subscriber."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no annotations
    """Log-in and log-out."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Return no: an administrator makes accounts."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return a keyed hash of where a request comes from, so that counters hold no address."""
        return client_of(super().get_client_ip(request))

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Log somebody in, in the audit too."""
        super().login(request, user)
        if isinstance(user, User):
            record(f"user:{user.pk}", "user.login", user, "access", request.moment)  # type: ignore[attr-defined]  # stamped by the middleware

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """Return whether the password is asked for once more: not for the first second factor right after log-in."""
        request = context.request
        if app == "allauth.mfa" and _is_first_factor_right_after_login(request):
            return False
        answer: bool = super().is_reauthentication_required(app=app, **kwargs)
        return answer


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no annotations
    """Passkeys and authenticator apps."""

    def encrypt(self, text: str) -> str:
        """Return a secret sealed under a key that lies outside the database."""
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return what was sealed."""
        return _fernet().decrypt(encrypted_text.encode()).decode()


def client_of(address: str) -> str:
    """Return a keyed hash of a network address, 32 hex digits; of IPv6 only the subscriber's network counts."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        place = address
    else:
        wide = parsed.version == 6  # noqa: PLR2004 -- the protocol's number
        place = str(ipaddress.ip_network((parsed, NETWORK_BITS), strict=False)) if wide else str(parsed)
    return hmac.new(settings.SECRET_KEY.encode(), place.encode(), sha256).hexdigest()[:32]


def _is_first_factor_right_after_login(request: HttpRequest) -> bool:
    if not isinstance(request.user, User):
        return False
    moment = request.moment.timestamp()  # type: ignore[attr-defined]  # stamped by the middleware
    logins = [each["at"] for each in get_authentication_records(request, request.user) if each["method"] == "password"]
    if not logins or abs(moment - logins[-1]) > FRESH_SECONDS:
        return False
    before = datetime.fromtimestamp(logins[-1], UTC)
    return not Authenticator.objects.filter(user_id=request.user.pk, created_at__lt=before).exists()


def _fernet() -> Fernet:
    key = HKDF(SHA256(), 32, salt=None, info=b"bluezone second factor").derive(settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(key))
