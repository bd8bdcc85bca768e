"""Reading versions of the policy."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Q, QuerySet

from bluezone.authority.policy.models import PolicyVersion
from bluezone.authority.policy.rules.versions import Known, first_numbers, holding
from bluezone.protocol.risk import POLICY_1

ORDERS: Final = {"newest": ("-version",), "oldest": ("version",), "holds": ("-effective", "-version")}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list of versions is narrowed to; empty for everything.

    Args:
        text: Words of the decision or of who approved it.
        state: `drawn_up`, `published` or `waits`.
        order: One of `ORDERS`.
    """

    text: str = ""
    state: str = ""
    order: str = ""


def versions_for(wanted: Wanted, moment: datetime) -> QuerySet[PolicyVersion]:
    """Return the versions that a list wants, in its order; unknown words narrow nothing."""
    states = {
        "drawn_up": Q(published_at=None),
        "published": Q(published_at__isnull=False, effective__lte=moment),
        "waits": Q(published_at__isnull=False, effective__gt=moment),
    }
    rows = PolicyVersion.objects.filter(states.get(wanted.state, Q()))
    if wanted.text:
        rows = rows.filter(Q(decision__icontains=wanted.text) | Q(approved_by__icontains=wanted.text))
    return rows.order_by(*ORDERS.get(wanted.order, ORDERS["newest"]))


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
