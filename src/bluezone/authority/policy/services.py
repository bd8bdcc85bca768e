"""Writing versions of the policy: drawn up, thrown away, or published and never changed again."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from bluezone.authority.audit.services import record
from bluezone.authority.cases.services import Doing
from bluezone.authority.policy.models import PolicyVersion
from bluezone.authority.policy.queries import published
from bluezone.authority.policy.rules.versions import Approval, check_publishable, content_for, numbers_of, told
from bluezone.authority.publishing import Content
from bluezone.protocol.errors import RuleViolation
from bluezone.protocol.risk import POLICY_1
from bluezone.protocol.signed_feeds import content_of


def content_at(moment: datetime) -> Content | None:
    """Return what the feed of the policy holds at a moment; None while nothing was published or is due."""
    known = told(published(), moment)
    if known is None:
        return None
    row = PolicyVersion.objects.get(version=known.version)
    return content_of(content_for(row.version, row.numbers, approval_of(row)))


@transaction.atomic
def draw_up(numbers: dict[str, Any], approval: Approval, doing: Doing) -> PolicyVersion:
    """Draw up the next version; nobody is told of it yet.

    Raises:
        RuleViolation: `policy_numbers`, `policy_approval`.
    """
    last = PolicyVersion.objects.aggregate(last=Max("version"))["last"] or POLICY_1.version
    content = content_for(last + 1, numbers, approval)
    row = PolicyVersion.objects.create(
        version=content.version,
        numbers=numbers_of(content),
        approved_by=approval.approved_by.strip(),
        decision=approval.decision.strip(),
        effective=approval.effective,
        created_at=doing.moment,
        created_by=doing.actor,
    )
    record(doing.actor, "policy.draw_up", row, doing.purpose, doing.moment)
    return row


@transaction.atomic
def publish_version(row: PolicyVersion, doing: Doing) -> PolicyVersion:
    """Publish a version: from now on it is never changed, and phones follow it from its moment.

    Raises:
        RuleViolation: `policy_published`, `policy_past`, `policy_far`, `policy_waiting`.
    """
    row = _draft(row)
    check_publishable(row.effective, published(), doing.moment)
    row.published_at, row.published_by = doing.moment, doing.actor
    row.save(update_fields=["published_at", "published_by"])
    record(doing.actor, "policy.publish", row, doing.purpose, doing.moment)
    return row


@transaction.atomic
def throw_away(row: PolicyVersion, doing: Doing) -> None:
    """Throw a version away that was never published.

    Raises:
        RuleViolation: `policy_published`.
    """
    row = _draft(row)
    record(doing.actor, "policy.throw_away", row, doing.purpose, doing.moment)
    row.delete()


def approval_of(row: PolicyVersion) -> Approval:
    """Return who answers for a version."""
    return Approval(row.approved_by, row.decision, row.effective)


def _draft(row: PolicyVersion) -> PolicyVersion:
    held = PolicyVersion.objects.select_for_update().get(pk=row.pk)
    if held.published_at is not None:
        raise RuleViolation("policy_published", "what is published is never changed")
    return held
