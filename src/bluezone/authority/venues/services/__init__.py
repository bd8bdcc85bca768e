"""Writing venues, their codes, and the warnings that milestones become; every act is in the audit chain."""

from bluezone.authority.venues.services.places import (
    IssuedCode,
    VenueFacts,
    add_venue,
    close_venue,
    expire_code,
    move_venue,
    rename_venue,
    replace_code,
    signed,
)
from bluezone.authority.venues.services.publishing import content_at, keep_batches
from bluezone.authority.venues.services.releasing import (
    NoticeFacts,
    prepare,
    release,
    withdraw,
)

__all__ = [
    "IssuedCode",
    "NoticeFacts",
    "VenueFacts",
    "add_venue",
    "close_venue",
    "content_at",
    "expire_code",
    "keep_batches",
    "move_venue",
    "prepare",
    "release",
    "rename_venue",
    "replace_code",
    "signed",
    "withdraw",
]
