"""Writing: codes issued, revoked and asked about, files of the code desk, laboratories, the exports' hold."""

from bluezone.authority.codes.services.asking import ask, ask_due
from bluezone.authority.codes.services.bringing import bring_due
from bluezone.authority.codes.services.desk import Faulty, File, HandedIn, hand_in, resume, stop
from bluezone.authority.codes.services.issuing import IssuedCode, Order, issue_code, note_sent, revoke
from bluezone.authority.codes.services.laboratories import add_laboratory, change_quota, renew_key, revoke_laboratory
from bluezone.authority.codes.services.results import take_results
from bluezone.authority.codes.services.watching import collect_totals, decide, watch

__all__ = [
    "Faulty",
    "File",
    "HandedIn",
    "IssuedCode",
    "Order",
    "add_laboratory",
    "ask",
    "ask_due",
    "bring_due",
    "change_quota",
    "collect_totals",
    "decide",
    "hand_in",
    "issue_code",
    "note_sent",
    "renew_key",
    "resume",
    "revoke",
    "revoke_laboratory",
    "stop",
    "take_results",
    "watch",
]
