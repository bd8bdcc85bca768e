"""Warning: what is remembered, worked out anew after each check and kept as what the owner is told."""

from datetime import datetime

from bluezone.phone.checking import low_meetings, place_warnings_for, warnings_for
from bluezone.phone.diary import Diary
from bluezone.phone.remembered import Remembered
from bluezone.phone.withdrawals import Withdrawn, withdrawn_after
from bluezone.protocol.risk import RiskPolicy, risk


def warn(diary: Diary, entries: tuple[bytes, ...], *, policy: RiskPolicy, at: datetime) -> tuple[Withdrawn, ...]:
    """Keep what the owner is told from now on, and return the warnings that this takes back.

    Args:
        diary: What the phone remembers.
        entries: Of the newest feed of place warnings; none when it was not read.
        policy: The numbers in use.
        at: The present moment.
    """
    last, notebook, remembered = diary.last_check(), diary.notebook, Remembered(diary.notebook)
    windows = last.windows if last else ()
    told, known = diary.warnings(), remembered.withdrawn()
    warnings = warnings_for(windows, told, policy=policy, at=at)
    withdrawn = withdrawn_after(windows, told, warnings, known, at=at)
    remembered.withdraw(withdrawn)
    diary.warn(warnings)
    remembered.tell_meetings(low_meetings(risk(windows, policy), remembered.meetings(), at=at))
    visits, before = notebook.visits(), notebook.place_warnings()
    notebook.warn_of_places(place_warnings_for(visits, entries, before, policy=policy, at=at))
    return tuple(one for one in withdrawn if one not in known)
