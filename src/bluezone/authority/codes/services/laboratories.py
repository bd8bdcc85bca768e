"""Laboratories: a key that is shown once, renewed, revoked; a quota of results a day."""

from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Final

from django.db import transaction

from bluezone.authority.audit.services import record
from bluezone.authority.codes.models import Laboratory
from bluezone.authority.codes.queries import hash_of
from bluezone.authority.territory.models import Unit
from bluezone.protocol.errors import RuleViolation

PURPOSE: Final = "laboratories"
KEY_LIFE: Final = timedelta(days=365)
KEY_BYTES: Final = 32
PREFIX: Final = "bzlab_"
"""So that scanners of leaked secrets know what they found."""


@transaction.atomic
def add_laboratory(name: str, unit: Unit, quota: int, *, actor: str, moment: datetime) -> tuple[Laboratory, str]:
    """Register a laboratory and return it with its key, which is kept nowhere.

    Raises:
        RuleViolation: `laboratory_named`.
    """
    name = " ".join(name.split())
    if Laboratory.objects.filter(name__iexact=name).exists():
        raise RuleViolation("laboratory_named", "a laboratory has this name already")
    key = _key()
    made = Laboratory.objects.create(
        unit=unit,
        name=name,
        key_hash=hash_of(key),
        created_at=moment,
        expires_at=moment + KEY_LIFE,
        daily_quota=quota,
    )
    record(actor, "laboratory.add", made, PURPOSE, moment)
    return made, key


@transaction.atomic
def renew_key(laboratory: Laboratory, *, actor: str, moment: datetime) -> str:
    """Return a new key; the old one works no more, a revoked laboratory works again."""
    key = _key()
    laboratory.key_hash, laboratory.expires_at, laboratory.revoked_at = hash_of(key), moment + KEY_LIFE, None
    laboratory.save(update_fields=["key_hash", "expires_at", "revoked_at"])
    record(actor, "laboratory.renew", laboratory, PURPOSE, moment)
    return key


@transaction.atomic
def revoke_laboratory(laboratory: Laboratory, *, actor: str, moment: datetime) -> None:
    """Let a laboratory's key work no more."""
    if laboratory.revoked_at is None:
        laboratory.revoked_at = moment
        laboratory.save(update_fields=["revoked_at"])
        record(actor, "laboratory.revoke", laboratory, PURPOSE, moment)


@transaction.atomic
def change_quota(laboratory: Laboratory, quota: int, *, actor: str, moment: datetime) -> None:
    """Let a laboratory send more or fewer results a day."""
    laboratory.daily_quota = quota
    laboratory.save(update_fields=["daily_quota"])
    record(actor, "laboratory.quota", laboratory, PURPOSE, moment)


def _key() -> str:
    return PREFIX + token_urlsafe(KEY_BYTES)
