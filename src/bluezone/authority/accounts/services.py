"""Writing who is what, and making and ending personal links; every act is in the audit chain."""

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from django.contrib.auth.hashers import make_password
from django.db import transaction

from bluezone.authority.accounts.models import Assignment, PersonalLink, User
from bluezone.authority.accounts.queries import token_hash
from bluezone.authority.accounts.rules import EVERYWHERE, LINKABLE, LONGEST_LINK, Role
from bluezone.authority.audit.services import record
from bluezone.authority.territory.models import Unit
from bluezone.protocol.errors import RuleViolation

TOKEN_BYTES: Final = 32
PURPOSE: Final = "administration"


@dataclass(frozen=True, slots=True)
class Term:
    """From when until when somebody is something; both days count, no last day means until further notice."""

    first: date
    last: date | None = None


@dataclass(frozen=True, slots=True)
class IssuedLink:
    """A new link and its token, which is shown once and kept nowhere."""

    link: PersonalLink
    token: str = field(repr=False)


@transaction.atomic
def create_user(username: str, full_name: str, *, actor: str, moment: datetime, password: str | None = None) -> User:
    """Make an account; without a password its holder sets one through an invitation."""
    user = User.objects.create(
        username=username, full_name=full_name, password=make_password(password), created_at=moment
    )
    record(actor, "user.create", user, PURPOSE, moment)
    return user


@transaction.atomic
def assign(  # noqa: PLR0913 -- who, what, where and when, and who says so
    user: User, role: Role, unit: Unit | None, *, term: Term, actor: str, moment: datetime
) -> Assignment:
    """Make somebody something, somewhere, for some time.

    Args:
        user: Who.
        role: What.
        unit: Where, with everything below; None for the whole installation.
        term: When.
        actor: Who says so, as the audit names it.
        moment: When it is said.

    Raises:
        RuleViolation: The last day is before the first, the same assignment exists, the role needs a unit (or none), or
            somebody would grant it to oneself.
    """
    if actor == f"user:{user.pk}":
        raise RuleViolation("assignment_to_oneself", "nobody gives a role to oneself: another administrator does")
    if (role in EVERYWHERE) != (unit is None):
        raise RuleViolation("assignment_place", "this role holds for a unit, or for the whole installation, not both")
    if term.last is not None and term.last < term.first:
        raise RuleViolation("assignment_ends_before_it_begins", "the last day is before the first day")
    if Assignment.objects.filter(user=user, role=role, unit=unit, valid_from=term.first).exists():
        raise RuleViolation("assignment_exists", "this assignment exists already")
    assignment = Assignment.objects.create(user=user, role=role, unit=unit, valid_from=term.first, valid_to=term.last)
    record(actor, "assignment.create", assignment, PURPOSE, moment)
    return assignment


@transaction.atomic
def end_assignment(assignment: Assignment, last: date, *, actor: str, moment: datetime) -> None:
    """End what somebody is with a last day; an assignment that has not begun is closed on its first day."""
    assignment.valid_to = max(last, assignment.valid_from)
    assignment.save(update_fields=["valid_to"])
    record(actor, "assignment.end", assignment, PURPOSE, moment)


@transaction.atomic
def issue_link(  # noqa: PLR0913 -- for whom, until when, and who says so
    unit: Unit, role: Role, *, expires_at: datetime, actor: str, moment: datetime, note: str = ""
) -> IssuedLink:
    """Make a personal link for one unit and role; its token is returned once and never again.

    Raises:
        RuleViolation: The role works only with an account, or the link would work too long.
    """
    if role not in LINKABLE:
        raise RuleViolation("role_needs_account", "this role works only with an account of one's own")
    if not moment < expires_at <= moment + LONGEST_LINK:
        raise RuleViolation("link_too_long", f"a link works for at most {LONGEST_LINK.days} days")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = PersonalLink.objects.create(
        unit=unit, role=role, note=note, token_hash=token_hash(token), created_at=moment, expires_at=expires_at
    )
    record(actor, "link.issue", link, PURPOSE, moment)
    return IssuedLink(link, token)


@transaction.atomic
def revoke_link(link: PersonalLink, *, actor: str, moment: datetime) -> None:
    """End a link at once; whoever works through it is refused at the next click."""
    if link.revoked_at is None:
        link.revoked_at = moment
        link.save(update_fields=["revoked_at"])
        record(actor, "link.revoke", link, PURPOSE, moment)


@transaction.atomic
def reissue_link(link: PersonalLink, *, expires_at: datetime, actor: str, moment: datetime) -> IssuedLink:
    """Revoke a link and make another for the same unit and role."""
    revoke_link(link, actor=actor, moment=moment)
    return issue_link(link.unit, Role(link.role), expires_at=expires_at, actor=actor, moment=moment, note=link.note)


@transaction.atomic
def note_use(link: PersonalLink, day: date, moment: datetime) -> None:
    """Note the day on which a link opened a session; one entry a day in the audit chain."""
    if link.last_used_on != day:
        link.last_used_on = day
        link.save(update_fields=["last_used_on"])
        record(f"link:{link.pk}", "link.open", link, "campaign", moment)


@transaction.atomic
def reset_login(user: User, *, actor: str, moment: datetime) -> None:
    """Take somebody's password away, so that only a new invitation lets them in; open sessions end."""
    user.set_unusable_password()
    user.save(update_fields=["password"])
    record(actor, "user.reset", user, PURPOSE, moment)


@transaction.atomic
def allow_login(user: User, *, allowed: bool, actor: str, moment: datetime) -> None:
    """Let somebody log in, or no longer; Django ends open sessions of whoever may not."""
    user.is_active = allowed
    user.save(update_fields=["is_active"])
    record(actor, "user.allow" if allowed else "user.lock", user, PURPOSE, moment)
