"""How a published key may change what it says: once, and only towards what a later test showed. Pure.

Source: google/exposure-notifications-server `2041f77`, `internal/publish/model` (transitions; one revision a key). A
second-order report, which that server has not, changes like a likely one: the contact who sent it was tested.
"""

from collections.abc import Mapping
from typing import Final

from bluezone.protocol.errors import RuleViolation
from bluezone.protocol.keys import ReportType

TRANSITIONS: Final[Mapping[ReportType, frozenset[ReportType]]] = {
    ReportType.CLINICAL_DIAGNOSIS: frozenset({ReportType.CONFIRMED_TEST, ReportType.REVOKED}),
    ReportType.SELF_REPORT: frozenset({ReportType.CONFIRMED_TEST, ReportType.CLINICAL_DIAGNOSIS, ReportType.REVOKED}),
    ReportType.RECURSIVE: frozenset({ReportType.CONFIRMED_TEST, ReportType.CLINICAL_DIAGNOSIS, ReportType.REVOKED}),
}
"""What a key may come to say after what it said first; a type that is not here stays."""


def changes(first: ReportType, later: ReportType | None, wanted: ReportType) -> bool:
    """Return whether a key says something new from now on; False when it says this already.

    Args:
        first: What it said when it came.
        later: What it was revised to, None when it never was.
        wanted: What it is to say.

    Raises:
        RuleViolation: `key_already_revised` or `invalid_report_type_transition`.
    """
    if wanted is (first if later is None else later):
        return False
    if later is not None:
        raise RuleViolation("key_already_revised", "a key is revised once")
    if wanted not in TRANSITIONS.get(first, frozenset()):
        raise RuleViolation("invalid_report_type_transition", "what these keys say cannot become this")
    return True


def check_known_as(first: ReportType, later: ReportType | None, stated: ReportType) -> None:
    """Refuse a first report about a key that is known and says something else: that would be a revision.

    Raises:
        RuleViolation: `missing_revision_token`.
    """
    if stated not in (first, later):
        raise RuleViolation("missing_revision_token", "a key of this report is known and says something else")
