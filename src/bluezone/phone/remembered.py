"""What the phone itself keeps in its notebook, beside the pages' documents: policies, `keys.json`, ended codes, a pause.

Names with a colon are no names of pages' documents, so the two never meet.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import msgspec

from bluezone.phone.log_reading import NOT_BELIEVED
from bluezone.phone.notebook import Notebook
from bluezone.phone.withdrawals import Withdrawn
from bluezone.protocol.ended_codes import marks_in
from bluezone.protocol.errors import RuleViolation
from bluezone.protocol.policy_feed import Decided, PolicyContent, decided, policy_content

POLICIES: Final = "phone:policies"
KEYS: Final = "phone:keys"
PAUSE: Final = "phone:pause"
MEETINGS: Final = "phone:meetings"
ENDED: Final = "phone:ended"
REFUSED: Final = "phone:refused"
WITHDRAWN: Final = "phone:withdrawn"
POLICIES_KEPT: Final = 8
"""The newest that were published; each is followed from its effective moment."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """Reads and writes the phone's own documents of a notebook."""

    notebook: Notebook

    def take(
        self,
        keys_json: bytes,
        policy: Decided | None,
        ended: frozenset[bytes] | None = None,
        *,
        trouble: str | None = None,
    ) -> None:
        """Keep what a check brought; a policy takes the place of the one with its number, ended codes that of the former.

        `trouble` is why a signed feed of it was refused.
        """
        self._keep_refusal(trouble if trouble in NOT_BELIEVED else None)
        self.notebook.keep_document(KEYS, keys_json)
        if ended is not None:
            self.notebook.keep_document(ENDED, b"".join(sorted(ended)))
        if policy is not None:
            others = [one for one in self.policies() if one.policy.version != policy.policy.version]
            kept = sorted([*others, policy], key=lambda one: one.policy.version)[-POLICIES_KEPT:]
            contents = [policy_content(one.policy, one.effective, one.dummies) for one in kept]
            self.notebook.keep_document(POLICIES, msgspec.json.encode(contents))

    def keys_json(self) -> bytes | None:
        """Return the newest `keys.json` that was believed, None before the first check."""
        return self.notebook.document(KEYS)

    def ended(self) -> frozenset[bytes]:
        """Return the marks of codes that are shown no more, as the last feed said."""
        return marks_in(self.notebook.document(ENDED) or b"")

    def policies(self) -> tuple[Decided, ...]:
        """Return the policies that were published, in order of their numbers."""
        content = self.notebook.document(POLICIES)
        return tuple(map(decided, msgspec.json.decode(content, type=list[PolicyContent]))) if content else ()

    def pause(self, until: datetime | None) -> None:
        """Keep until when the phone is paused."""
        self.notebook.keep_document(PAUSE, msgspec.json.encode(until))

    def paused_until(self) -> datetime | None:
        """Return until when the phone is paused, None when it is not."""
        content = self.notebook.document(PAUSE)
        return msgspec.json.decode(content, type=datetime | None) if content else None

    def withdraw(self, withdrawn: Iterable[Withdrawn]) -> None:
        """Keep which warnings were taken back, in the place of what was kept before."""
        self.notebook.keep_document(WITHDRAWN, msgspec.json.encode({one.day: one.at for one in withdrawn}))

    def withdrawn(self) -> tuple[Withdrawn, ...]:
        """Return which warnings were taken back, in order of their days."""
        content = self.notebook.document(WITHDRAWN)
        known = msgspec.json.decode(content, type=dict[date, datetime]) if content else {}
        return tuple(Withdrawn(day, known[day]) for day in sorted(known))

    @contextmanager
    def refusal_kept(self) -> Iterator[None]:
        """Keep why what the authority published is not believed, when a pull ends with that; its owner is told until it ends."""
        try:
            yield
        except RuleViolation as wrong:
            self._keep_refusal(wrong.code)
            raise

    def refused(self) -> str | None:
        """Return why what the authority published last was not believed, None when it was."""
        content = self.notebook.document(REFUSED)
        return msgspec.json.decode(content, type=str | None) if content else None

    def _keep_refusal(self, code: str | None) -> None:
        if code is None or code in NOT_BELIEVED:
            self.notebook.keep_document(REFUSED, msgspec.json.encode(code))

    def tell_meetings(self, told: Mapping[date, datetime]) -> None:
        """Keep since when the owner could read of each low-risk day."""
        self.notebook.keep_document(MEETINGS, msgspec.json.encode(told))

    def meetings(self) -> Mapping[date, datetime]:
        """Return since when the owner could read of each low-risk day."""
        content = self.notebook.document(MEETINGS)
        return msgspec.json.decode(content, type=dict[date, datetime]) if content else {}
