"""Reading versions of the policy."""

from datetime import datetime
from typing import Any

from bluezone.authority.policy.models import PolicyVersion
from bluezone.authority.policy.rules.versions import Known, first_numbers, holding
from bluezone.protocol.risk import POLICY_1


def published() -> list[Known]:
    """Return the versions that were published."""
    rows = PolicyVersion.objects.filter(published_at__isnull=False).values_list("version", "effective")
    return [Known(version, effective) for version, effective in rows]


def present(moment: datetime) -> tuple[int, dict[str, Any]]:
    """Return number and numbers of the policy that holds at a moment; policy 1 where nothing was published."""
    return _numbers(holding(published(), moment))


def before(version: PolicyVersion) -> tuple[int, dict[str, Any]]:
    """Return number and numbers of what a version follows, in the order in which they hold."""
    earlier = [known for known in published() if known.version != version.version]
    return _numbers(holding(earlier, version.effective))


def _numbers(known: Known | None) -> tuple[int, dict[str, Any]]:
    if known is None:
        return POLICY_1.version, first_numbers()
    numbers: dict[str, Any] = PolicyVersion.objects.get(version=known.version).numbers
    return known.version, numbers
