"""A session of somebody who leads, as if password and second factor had been shown."""

from datetime import UTC, datetime

from django.test import Client

from bluezone.authority.accounts.models import User
from bluezone.authority.accounts.sessions import BOUND


class PresentClock:
    """Eight in the morning of 5 January 2026 in Lai Châu."""

    def now(self) -> datetime:
        return datetime(2026, 1, 5, 1, 0, tzinfo=UTC)


def present_clock() -> PresentClock:
    """The clock that the settings name in tests of the register."""
    return PresentClock()


def with_second_factor(client: Client, user: User) -> Client:
    """Log a person in as allauth does after a code of an authenticator."""
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": 0}]
    session["account_authentication_methods_user"] = User._meta.pk.value_to_string(user)
    session.save()
    return client


def handed_over(client: Client) -> str:
    """The session of a client whose requests are over, for the browser that goes on with it and to which it binds itself."""
    session = client.session
    session.pop(BOUND, None)
    session.save()
    return session.session_key or ""
