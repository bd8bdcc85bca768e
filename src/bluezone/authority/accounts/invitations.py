"""Invitations: a link with which somebody sets a first password; it works once, for three days.

The token is Django's password-reset token: it is bound to the present password and log-in, so setting one ends it.
"""

from uuid import UUID

from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from bluezone.authority.accounts.models import User


def invitation(user: User) -> tuple[str, str]:
    """Return the two parts of an invitation: who, and the token."""
    return urlsafe_base64_encode(user.pk.bytes), default_token_generator.make_token(user)


def invited(who: str, token: str) -> User | None:
    """Return whom an invitation is for, when it still works."""
    try:
        user = User.objects.filter(pk=UUID(bytes=urlsafe_base64_decode(who)), is_active=True).first()
    except ValueError:
        return None
    return user if user and default_token_generator.check_token(user, token) else None


@transaction.atomic
def accept(user: User, password: str) -> None:
    """Set the password of somebody who was invited."""
    user.set_password(password)
    user.save(update_fields=["password"])
