"""Forgetting: the purge with its record, the erasure of one person, and both once more after a restore."""

from bluezone.authority.retention.services.erasing import erase_person
from bluezone.authority.retention.services.purging import PURGES, purge, scrub
from bluezone.authority.retention.services.repeating import Repeated, repeat

__all__ = ["PURGES", "Repeated", "erase_person", "purge", "repeat", "scrub"]
