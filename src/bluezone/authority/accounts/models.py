"""People who work with Bluezone, what they are and where, and the links of those who need no account."""

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bluezone.authority.accounts.rules import LINKABLE, Role
from bluezone.authority.accounts.wording import ROLES
from bluezone.authority.territory.models import Unit

LANGUAGES = (("vi", "Tiếng Việt"), ("en", "English"))
TOKEN_HASH_BYTES = 32


class UserManager(BaseUserManager["User"]):
    """Finds people by the name with which they log in."""


class User(AbstractBaseUser):
    """An office-holder who can log in; never a citizen."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(_("login name"), max_length=60, unique=True, validators=[UnicodeUsernameValidator()])
    full_name = models.CharField(_("full name"), max_length=120)
    email = models.EmailField(_("office e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES, default="vi")
    is_active = models.BooleanField(_("may log in"), default=True)
    created_at = models.DateTimeField(_("created at"))

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        """Names for people to read."""

        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        """Return the name as colleagues write it."""
        return self.full_name or self.username


class Assignment(models.Model):
    """What somebody is, where, from when until when; the jurisdiction is the unit and all that stands below it.

    Without a unit it holds for the whole installation. Both days count; without a last day it holds still.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="assignments", verbose_name=_("user"))
    role = models.CharField(_("role"), max_length=20, choices=[(role.value, label) for role, label in ROLES.items()])
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit"))
    valid_from = models.DateField(_("first day"))
    valid_to = models.DateField(_("last day"), null=True, blank=True)

    class Meta:
        """Names for people, and what the database itself refuses."""

        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering: ClassVar = ["valid_from", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(role__in=[*Role]), name="assignment_role_known"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="assignment_first_before_last",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "unit", "valid_from"], name="assignment_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        """Return the role's word."""
        return self.role


class PersonalLink(models.Model):
    """A link that opens one unit's pages in one role, without an account; only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    role = models.CharField(_("role"), max_length=20, choices=[(role.value, ROLES[role]) for role in sorted(LINKABLE)])
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    note = models.CharField(_("who holds it (office, not a person)"), max_length=80, blank=True)
    token_hash = models.BinaryField(max_length=TOKEN_HASH_BYTES, unique=True)
    created_at = models.DateTimeField(_("created at"))
    expires_at = models.DateTimeField(_("works until"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    last_used_on = models.DateField(_("last used on"), null=True, blank=True)

    class Meta:
        """Names for people, and what the database itself refuses."""

        verbose_name = _("personal link")
        verbose_name_plural = _("personal links")
        ordering: ClassVar = ["created_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(role__in=sorted(LINKABLE)), name="link_role_may_be_linked"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="link_expires_after_creation"),
        ]

    def __str__(self) -> str:
        """Return the role's word; the token is known to its bearer only."""
        return self.role
