"""What a phone of 2020 does with the authority's broadcast, written from the description of its behaviour alone.

It shares no line with `bluezone.protocol`: SQLite as on the phone, one query a slot, both ends inclusive, one slot more
than fits, the next day's key by hashing, no tolerance, no strength, no duration; the answer is one bit.
"""

import hashlib
import sqlite3
from typing import Any

BYTES_TAKEN = (0, 4, 8, 12, 16, 18, 20, 22, 24, 26, 28, 30)


class Phone2020:
    """A contact table of 2020 and the check against it."""

    def __init__(self) -> None:
        self.table = sqlite3.connect(":memory:")
        self.table.execute("create table trace_info (blid_contact blob, timestamp integer)")

    def hear(self, identifier: bytes, milliseconds: int) -> None:
        self.table.execute("insert into trace_info values (?, ?)", (identifier, milliseconds))

    def met(self, entries: list[dict[str, Any]]) -> bool:
        return any(self.met_one(entry) for entry in entries)

    def met_one(self, entry: dict[str, Any]) -> bool:
        slot = 86_400_000 // entry["max"]
        key = bytes.fromhex(entry["daily_key"])
        start, number = entry["time_start"] * 1000, 0
        sub_key = hashlib.sha256(key + b"bluzonesubkey").digest()
        while start <= entry["time_end"] * 1000:
            if number == entry["max"]:
                key, number = hashlib.sha256(key).digest(), 0
                sub_key = hashlib.sha256(key + b"bluzonesubkey").digest()
            if self.heard(bytes(sub_key[place] for place in BYTES_TAKEN), start, start + slot):
                return True
            sub_key, start, number = hashlib.sha256(sub_key).digest(), start + slot, number + 1
        return False

    def heard(self, identifier: bytes, start: int, end: int) -> bool:
        return bool(
            self.table.execute(
                "select 1 from trace_info where hex(blid_contact) = ? and timestamp between ? and ?",
                (identifier.hex().upper(), start, end),
            ).fetchone()
        )

    def close(self) -> None:
        self.table.close()
