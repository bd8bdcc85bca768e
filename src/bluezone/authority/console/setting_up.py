"""The first start: a one-time token that the terminal shows, and the administrator whom its bearer makes."""

import hmac
import os
import secrets
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from bluezone.authority.accounts.models import User
from bluezone.authority.accounts.queries import an_administrator_exists
from bluezone.authority.accounts.rules import Role
from bluezone.authority.accounts.services import Term, assign, create_user
from bluezone.protocol.errors import RuleViolation

TOKEN_BYTES: Final = 24
OWNER_ONLY: Final = 0o600


def new_token(folder: Path) -> str:
    """Return a fresh token and keep its hash in a folder; the token before it no longer works."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(_file(folder), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY), "w") as file:
        file.write(sha256(token.encode()).hexdigest())
    return token


def token_works(folder: Path, token: str) -> bool:
    """Return whether a token is the one that the terminal showed last."""
    file = _file(folder)
    return file.exists() and hmac.compare_digest(file.read_text(), sha256(token.encode()).hexdigest())


@transaction.atomic
def make_first_administrator(username: str, full_name: str, password: str, *, moment: datetime) -> User:
    """Make the administrator of a new installation.

    Raises:
        RuleViolation: There is one already.
    """
    if an_administrator_exists():
        raise RuleViolation("administrator_exists", "this installation has its administrator")
    user = create_user(username, full_name, actor="system", moment=moment, password=password)
    today = moment.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    assign(user, Role.ADMINISTRATOR, None, term=Term(today), actor="system", moment=moment)
    return user


def forget_token(folder: Path) -> None:
    """End the token, once it has done its work."""
    _file(folder).unlink(missing_ok=True)


def _file(folder: Path) -> Path:
    return folder / "set-up-token"
