"""Policies: the numbers that decide who is warned, as the authority's signed feed carries them.

Source: `docs/protocol.md`, section 10. A policy from outside keeps within bounds that hold a promise whatever is signed:
no tolerance reaches beyond the embargo of published keys, and reports that anybody can make warn nobody.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Final

from msgspec import Meta, Struct

from bluezone.protocol.intervals import Air
from bluezone.protocol.keys import REPLAY_MARGIN, ReportType
from bluezone.protocol.risk import RiskPolicy
from bluezone.protocol.signed_feeds import Feed, content_in
from bluezone.protocol.signed_files import Moment, Number

_MINUTE: Final = timedelta(minutes=1)
_WIDEST: Final = {air: REPLAY_MARGIN // air.interval_length for air in Air}


class Counted(StrEnum):
    """A report type that a policy may count."""

    CONFIRMED_TEST = "confirmed_test"
    CLINICAL_DIAGNOSIS = "clinical_diagnosis"


class DecidedPolicy(Struct, frozen=True, kw_only=True):
    """The content of the `policy` feed: the fields of a `RiskPolicy`, who decided it and from when it counts."""

    version: Number
    approved_by: Annotated[str, Meta(min_length=1, max_length=200)]
    effective: Moment
    near_max_attenuation_db: Annotated[int, Meta(ge=0, le=127)]
    close_contact_minutes: Annotated[int, Meta(ge=1, le=1440)]
    bluezone_tolerance: Annotated[int, Meta(ge=0, le=_WIDEST[Air.BLUEZONE])]
    exposure_notification_tolerance: Annotated[int, Meta(ge=0, le=_WIDEST[Air.EXPOSURE_NOTIFICATION])]
    counted: Annotated[tuple[Counted, ...], Meta(min_length=1, max_length=2)]

    @property
    def policy(self) -> RiskPolicy:
        """What it decides, as one value."""
        return RiskPolicy(
            version=self.version,
            decision=self.approved_by,
            near_max_attenuation_db=self.near_max_attenuation_db,
            close_contact=self.close_contact_minutes * _MINUTE,
            bluezone_tolerance=self.bluezone_tolerance,
            exposure_notification_tolerance=self.exposure_notification_tolerance,
            counted=frozenset(ReportType[one.name] for one in self.counted),
        )


def policy_in(feed: Feed) -> DecidedPolicy:
    """Return the policy in a `policy` feed.

    Raises:
        MalformedMessage: It is none, or beyond its bounds.
    """
    return content_in(feed, DecidedPolicy)


def decided(policy: RiskPolicy, *, effective: datetime) -> DecidedPolicy:
    """Return a policy as a feed carries it.

    Args:
        policy: Whole minutes of close contact; confirmed tests and clinical diagnoses only.
        effective: From when it counts.

    Raises:
        ValueError: It counts another report type.
    """
    return DecidedPolicy(
        version=policy.version,
        approved_by=policy.decision,
        effective=effective,
        near_max_attenuation_db=policy.near_max_attenuation_db,
        close_contact_minutes=policy.close_contact // _MINUTE,
        bluezone_tolerance=policy.bluezone_tolerance,
        exposure_notification_tolerance=policy.exposure_notification_tolerance,
        counted=tuple(Counted(one.name.lower()) for one in sorted(policy.counted)),
    )
