"""The key server's records in memory: the same answers as the real ones, gone with the process."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from bluezone.keyserver.batcher import ExportRecord, Published, Revision
from bluezone.keyserver.memory_keys import MemoryKeys
from bluezone.keyserver.rows import hour, hours, hours_up
from bluezone.keyserver.rules import Diagnosis, NewCode, Policy
from bluezone.keyserver.store import (
    AddCode,
    ClaimCode,
    ClaimToken,
    CodeStatus,
    Count,
    ExpireCode,
    FoundCode,
    HoldKeys,
    LeaveLetter,
    Operation,
    Outcome,
    PurgeRecord,
    RemoveLetters,
    ReviseKeys,
    claims,
    letter_id,
)
from bluezone.keyserver.tallies import (
    KEEP_TALLIES,
    ExportsState,
    Name,
    Tallies,
    Tally,
    decided,
    first_hour,
    looked,
    of_day,
    of_hour,
)
from bluezone.protocol.errors import RuleViolation, Unavailable
from bluezone.protocol.intervals import day_of
from bluezone.protocol.keys import DiagnosisKey
from bluezone.protocol.totals import ExportsAct


@dataclass(frozen=True, slots=True)
class _Records:
    """Everything that is kept, as one value that is replaced on commit."""

    codes: dict[str, tuple[FoundCode, str, int]] = field(default_factory=dict)
    forms: dict[str, tuple[str, str]] = field(default_factory=dict)
    statuses: dict[str, tuple[CodeStatus, int]] = field(default_factory=dict)
    tokens: dict[str, tuple[bytes, int]] = field(default_factory=dict)
    keys: MemoryKeys = field(default_factory=MemoryKeys)
    letters: dict[bytes, tuple[bytes, int]] = field(default_factory=dict)
    tallies: dict[tuple[int, str], int] = field(default_factory=dict)

    def copy(self) -> "_Records":
        return _Records(
            self.codes.copy(),
            self.forms.copy(),
            self.statuses.copy(),
            self.tokens.copy(),
            self.keys.copy(),
            self.letters.copy(),
            self.tallies.copy(),
        )


class MemoryStore:
    """Records that live as long as the process.

    Args:
        policy: How long things are kept.
        demo: Whether they are made for a demonstration.
    """

    is_remote: Final = False

    def __init__(self, policy: Policy | None = None, *, demo: bool = False) -> None:
        """Start with nothing."""
        self.is_demo = demo
        self._policy = policy or Policy()
        self._kept = _Records()
        self._next = self._kept
        self._purges: list[PurgeRecord] = []
        self._exports: dict[str, ExportRecord] = {}
        self._leaves: dict[bytes, int] = {}
        self._state = ExportsState()

    def prepare(self, operations: Sequence[Operation]) -> list[Outcome]:
        """Carry out operations on a copy and return their outcomes, in order."""
        self._next = self._kept.copy()
        return [self._carried_out(operation) for operation in operations]

    def commit(self) -> None:
        """Let the copy count."""
        self._kept = self._next

    def found(self, code: str) -> FoundCode | None:
        """Return what an unclaimed code stands for, expired or not."""
        row = self._kept.codes.get(code)
        return row[0] if row else None

    def status(self, code_id: str) -> CodeStatus | None:
        """Return what became of a code."""
        row = self._kept.statuses.get(code_id)
        return row[0] if row else None

    def letters(self, limit: int) -> list[bytes]:
        """Return at most `limit` letters in the order of their ids."""
        return [letter for _, (letter, _) in sorted(self._kept.letters.items())[:limit]]

    def tallies(self) -> Tallies:
        """Return what was counted."""
        return dict(self._kept.tallies)

    def exports_state(self) -> ExportsState:
        """Return how exports stand."""
        return self._state

    def decide_exports(self, act: ExportsAct, most_keys: int | None, moment: datetime) -> ExportsState:
        """Carry out a decision of the authority about the exports."""
        self._state = decided(self._state, act, most_keys, moment)
        return self._state

    def held(self, at: datetime) -> bool:
        """Return whether exports are held, after a look at the day's keys."""
        keys = self._kept.tallies.get((first_hour(day_of(at)), Name.KEYS), 0)
        self._state = looked(self._state, keys, at)
        return self._state.is_held

    def purge(self, moment: datetime) -> PurgeRecord:
        """Forget what is past its time and leave a record of how much."""
        now, oldest = hours(moment), hour(hours(moment - self._policy.keep_keys))
        kept, before = self._kept, self._counts()
        for name in [name for name, (_, _, gone_at) in kept.codes.items() if gone_at <= now]:
            del kept.codes[name]
        for name in [name for name, (_, gone_at) in kept.statuses.items() if gone_at <= now]:
            del kept.statuses[name]
        for name in [name for name, (_, gone_at) in kept.tokens.items() if gone_at <= now]:
            del kept.tokens[name]
        kept.keys.forget(oldest)
        oldest_hour = of_hour(moment - KEEP_TALLIES, "").hour
        for counted in [counted for counted in kept.tallies if counted[0] < oldest_hour]:
            del kept.tallies[counted]
        for letter in [letter for letter, (_, gone_at) in kept.letters.items() if gone_at <= now]:
            del kept.letters[letter]
        codes, statuses, tokens, held, letters = (
            then - left for then, left in zip(before, self._counts(), strict=True)
        )
        record = PurgeRecord(hour(now), codes, statuses, tokens, held, letters=letters)
        if record.total:
            self._purges.append(record)
        return record

    def purges(self) -> list[PurgeRecord]:
        """Return the records of former purges, oldest first."""
        return list(self._purges)

    def releasable(self, at: datetime) -> list[DiagnosisKey]:
        """Return the keys that were never exported and whose release hour has come."""
        return self._kept.keys.releasable(at)

    def travelling(self, at: datetime) -> frozenset[bytes]:
        """Return the secrets of those releasable keys whose owners said that they travelled."""
        return self._kept.keys.travelling(at)

    def revisable(self, at: datetime) -> list[Revision]:
        """Return the revisions of published keys that were not published yet and whose hour has come."""
        return self._kept.keys.revisable(at)

    def spare_fillers(self, batches: Collection[datetime]) -> list[Published]:
        """Return the fillers that batches published and that were not revised since."""
        return self._kept.keys.spare_fillers(batches)

    def exports(self) -> list[ExportRecord]:
        """Return the exports that are published, oldest first."""
        return sorted(self._exports.values(), key=lambda record: record.export.name)

    def record_exports(
        self,
        records: Sequence[ExportRecord],
        *,
        keys: Sequence[DiagnosisKey],
        fillers: Sequence[DiagnosisKey],
        revised: Sequence[DiagnosisKey] = (),
    ) -> None:
        """Record the files of one batch, mark its keys exported, keep its fillers and what it revised."""
        if self._state.is_held:
            raise Unavailable("exports are held")
        self._kept.keys.record(keys, fillers, revised, hour(hours(max(record.export.end for record in records))))
        self._exports.update((record.export.name, record) for record in records)

    def forget_exports(self, names: Sequence[str], *, at: datetime) -> None:
        """Drop the records of exports by name, and leave a record of how many."""
        gone = [name for name in names if self._exports.pop(name, None)]
        self._purges.append(PurgeRecord(hour(hours(at)), 0, 0, 0, 0, len(gone)))

    def append_leaves(self, leaves: Sequence[bytes]) -> list[int]:
        """Add those leaves that are new to the end of the log and return the number of each."""
        return [self._leaves.setdefault(leaf, len(self._leaves)) for leaf in leaves]

    def log_leaves(self, since: int = 0) -> list[bytes]:
        """Return the leaves of the log from number `since` on, in order."""
        return list(self._leaves)[since:]

    def close(self) -> None:
        """Do nothing: there is nothing to let go of."""

    def _counts(self) -> tuple[int, ...]:
        kept = self._kept
        return len(kept.codes), len(kept.statuses), len(kept.tokens), len(kept.keys.rows), len(kept.letters)

    def _carried_out(self, operation: Operation) -> Outcome:
        try:
            return self._done(operation)
        except RuleViolation as refused:
            return refused

    def _done(self, operation: Operation) -> Outcome:
        match operation:
            case HoldKeys():
                return self._hold(operation)
            case ReviseKeys():
                self._next.keys.revise(operation)
            case ClaimToken():
                self._claim_token(operation)
            case ClaimCode(code, moment):
                return self._claim_code(code, moment)
            case AddCode(new, moment):
                self._add_code(new, moment)
            case ExpireCode(code_id, moment):
                self._expire_code(code_id, moment)
            case LeaveLetter(letter, moment):
                self._leave(letter, moment)
            case RemoveLetters(ids):
                self._remove(ids)
            case Count(tallies):
                self._count(*tallies)
        return None

    def _count(self, *tallies: Tally) -> None:
        kept = self._next.tallies
        for tally in tallies:
            kept[tally.hour, tally.name] = kept.get((tally.hour, tally.name), 0) + tally.many

    def _hold(self, report: HoldKeys) -> Outcome:
        new = self._next.keys.hold(report)
        if new and report.moment is not None:
            self._count(of_day(report.moment, Name.UPLOADS), of_day(report.moment, Name.KEYS, new))
        return self._next.keys.published(report)

    def _claim_token(self, claim: ClaimToken) -> None:
        is_new = claim.token_id not in self._next.tokens
        bound, _ = self._next.tokens.setdefault(claim.token_id, (claim.mac, hours_up(claim.until)))
        if bound != claim.mac:
            raise RuleViolation("token_invalid", "the token is not valid")
        if is_new and claim.tally:
            self._count(claim.tally)

    def _leave(self, letter: bytes, moment: datetime) -> None:
        name = letter_id(letter)
        if name in self._next.letters:
            return
        if len(self._next.letters) >= self._policy.most_letters:
            raise RuleViolation("mailbox_full", f"the mailbox holds {self._policy.most_letters} letters")
        self._next.letters[name] = letter, hours_up(moment + self._policy.keep_letters)

    def _remove(self, ids: Sequence[bytes]) -> None:
        for name in ids:
            self._next.letters.pop(name, None)

    def _claim_code(self, code: str, moment: datetime) -> Diagnosis:
        if code not in self._next.codes:
            raise RuleViolation("code_invalid", "the code is not valid")
        found, code_id, _ = self._next.codes[code]
        if found.until <= moment:
            raise RuleViolation("code_expired", "the code has expired")
        self._forget_forms(code_id)
        _, gone_at = self._next.statuses[code_id]
        claimed = CodeStatus(claimed=True, short_until=None, long_until=None)
        self._next.statuses[code_id] = (claimed, gone_at)
        self._count(*claims(found.diagnosis, moment))
        return found.diagnosis

    def _add_code(self, code: NewCode, moment: datetime) -> None:
        if code.code_id in self._next.statuses:
            raise RuleViolation("uuid_already_exists", "a code with this uuid was issued before")
        if code.short in self._next.codes or code.long in self._next.codes:
            raise RuleViolation("code_taken", "the same code was drawn before")
        gone_at = hours_up(moment + self._policy.keep_codes)
        for form, until in ((code.short, code.short_until), (code.long, code.long_until)):
            self._next.codes[form] = (FoundCode(code.diagnosis, until), code.code_id, gone_at)
        self._next.forms[code.code_id] = (code.short, code.long)
        status = CodeStatus(claimed=False, short_until=code.short_until, long_until=code.long_until)
        self._next.statuses[code.code_id] = (status, hours_up(moment + self._policy.keep_status))

    def _expire_code(self, code_id: str, moment: datetime) -> None:
        if code_id not in self._next.statuses:
            raise RuleViolation("code_not_found", "no code with this uuid is known")
        status, gone_at = self._next.statuses[code_id]
        if status.short_until is None or status.long_until is None:
            raise RuleViolation("code_invalid", "the code was claimed")
        self._forget_forms(code_id)
        moment = moment.replace(microsecond=0)
        ended = replace(status, short_until=min(status.short_until, moment), long_until=min(status.long_until, moment))
        self._next.statuses[code_id] = (ended, gone_at)

    def _forget_forms(self, code_id: str) -> None:
        for form in self._next.forms.pop(code_id, ()):
            self._next.codes.pop(form, None)
