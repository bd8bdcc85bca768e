"""How a text becomes one that the campaign may use: written, read by a reviewer of the language, by one for health, released.

```
written ──language──▶ language-reviewed ──health──▶ health-reviewed ──release──▶ released
   ▲                        │                             │                         │
   └────── sent back: only the next version goes on ──────┘                         ▼
                                                                                withdrawn
```

Four steps, four people. A changed text is the next version and begins again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.studio.rules.languages import needs_native
from bluezone.rollout.studio.rules.words import State


class Step(StrEnum):
    """What somebody does with a text."""

    WRITE = "write"
    LANGUAGE = "language"
    HEALTH = "health"
    RELEASE = "release"
    SEND_BACK = "send-back"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Act:
    """One step that was taken.

    Args:
        step: Which.
        by: Who, as the audit names people.
        native: What a reviewer declared to be a native speaker of; empty for nothing.
        remark: What was said about it.
    """

    step: Step
    by: str
    native: str = ""
    remark: str = ""


TRANSITIONS: Final = {
    (State.WRITTEN, Step.LANGUAGE): State.LANGUAGE_REVIEWED,
    (State.LANGUAGE_REVIEWED, Step.HEALTH): State.HEALTH_REVIEWED,
    (State.HEALTH_REVIEWED, Step.RELEASE): State.RELEASED,
    (State.WRITTEN, Step.SEND_BACK): State.WRITTEN,
    (State.LANGUAGE_REVIEWED, Step.SEND_BACK): State.WRITTEN,
    (State.HEALTH_REVIEWED, Step.SEND_BACK): State.WRITTEN,
    (State.WRITTEN, Step.WITHDRAW): State.WITHDRAWN,
    (State.LANGUAGE_REVIEWED, Step.WITHDRAW): State.WITHDRAWN,
    (State.HEALTH_REVIEWED, Step.WITHDRAW): State.WITHDRAWN,
    (State.RELEASED, Step.WITHDRAW): State.WITHDRAWN,
}
"""From where each step leads where; what is not here is refused."""
APART: Final = frozenset({Step.WRITE, Step.LANGUAGE, Step.HEALTH, Step.RELEASE})
"""Steps of which one person takes one."""
REASONED: Final = frozenset({Step.SEND_BACK, Step.WITHDRAW})
"""Steps that need a reason in words."""


def state_after(acts: Sequence[Act]) -> State:
    """Return how far a version has come after its acts, the first of which is its writing."""
    state = State.WRITTEN
    for act in acts:
        if act.step is not Step.WRITE:
            state = TRANSITIONS[state, act.step]
    return state


def is_sent_back(acts: Sequence[Act]) -> bool:
    """Return whether a version goes no further: somebody sent it back, and only the next version goes on."""
    return any(act.step is Step.SEND_BACK for act in acts)


def take(acts: Sequence[Act], act: Act, language: str) -> State:
    """Return how far a version has come once one more step is taken.

    Raises:
        RuleViolation: `review_sent_back`, `review_state`, `review_same_person`, `review_reason` or `native_missing`.
    """
    if is_sent_back(acts) and act.step is not Step.WITHDRAW:
        raise RuleViolation("review_sent_back", "step: this version was sent back; the next one goes on")
    if (state_after(acts), act.step) not in TRANSITIONS:
        raise RuleViolation("review_state", "step: the version has not come so far, or is past it")
    if act.step in APART and any(each.by == act.by for each in acts if each.step in APART):
        raise RuleViolation(
            "review_same_person", "step: whoever took another step of this version may not take this one"
        )
    if act.step in REASONED and not act.remark.strip():
        raise RuleViolation("review_reason", "remark: a reason is needed")
    if act.step is Step.LANGUAGE and needs_native(language) and act.native != language:
        raise RuleViolation("native_missing", "native: only a native speaker of the language reviews it")
    return TRANSITIONS[state_after(acts), act.step]


def is_native_read(acts: Sequence[Act], language: str) -> bool:
    """Return whether a native speaker has approved a text, where its language needs one."""
    read = any(act.step is Step.LANGUAGE and act.native == language for act in acts)
    return read or not needs_native(language)


def may_print(acts: Sequence[Act], language: str, *, trial: bool) -> bool:
    """Return whether a version may be printed: released, or anything on a trial, which every page says.

    Without its native speaker a text of another language is never printed, not on a trial either; nor one sent back.
    """
    state = state_after(acts)
    if not is_native_read(acts, language) or state is State.WITHDRAWN or is_sent_back(acts):
        return False
    return trial or state is State.RELEASED
