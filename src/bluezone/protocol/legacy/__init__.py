"""The application of 2020: its chain of keys, its files, and what they prove.

For migration and for evidence from old phones: everything here reads and derives, nothing is ever broadcast. `chain` is
the derivation, `files` reads what those phones and their authority wrote, `evidence` compares the two.
"""

from bluezone.protocol.legacy.chain import Chain, legacy_day_key
from bluezone.protocol.legacy.evidence import (
    Contact,
    HistoryReport,
    Lines,
    MatchReport,
    Reason,
    broadcast_slots,
    history_matches,
    verified_history,
)
from bluezone.protocol.legacy.files import (
    LINE_LIMIT,
    BroadcastEntry,
    PhoneInfo,
    TraceRow,
    UnreadableLine,
    broadcast_entries,
    phone_info,
    trace_row,
    trace_rows,
)

__all__ = [
    "LINE_LIMIT",
    "BroadcastEntry",
    "Chain",
    "Contact",
    "HistoryReport",
    "Lines",
    "MatchReport",
    "PhoneInfo",
    "Reason",
    "TraceRow",
    "UnreadableLine",
    "broadcast_entries",
    "broadcast_slots",
    "history_matches",
    "legacy_day_key",
    "phone_info",
    "trace_row",
    "trace_rows",
    "verified_history",
]
