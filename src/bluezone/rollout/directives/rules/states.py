"""What can become of a task at one unit: a literal table of states and acts.

```
proposed → confirmed → sent → acknowledged → evidenced → done
                        └──────── overdue → escalated ──┘
```
A task that only advises has no overdue: silence about a recommendation is no failure.
"""

from enum import StrEnum
from typing import Final

from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.directives.reading.pieces import Modality


class State(StrEnum):
    """Where a task stands at one unit."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    EVIDENCED = "evidenced"
    DONE = "done"
    OVERDUE = "overdue"
    ESCALATED = "escalated"
    CANCELLED = "cancelled"


class Act(StrEnum):
    """What moves a task on."""

    CONFIRM = "confirm"
    SEND = "send"
    ACKNOWLEDGE = "acknowledge"
    GIVE_EVIDENCE = "give_evidence"
    ACCEPT = "accept"
    GIVE_BACK = "give_back"
    MISS_DEADLINE = "miss_deadline"
    ESCALATE = "escalate"
    CANCEL = "cancel"


TRANSITIONS: Final[dict[State, dict[Act, State]]] = {
    State.PROPOSED: {Act.CONFIRM: State.CONFIRMED, Act.CANCEL: State.CANCELLED},
    State.CONFIRMED: {Act.SEND: State.SENT, Act.CANCEL: State.CANCELLED},
    State.SENT: {
        Act.ACKNOWLEDGE: State.ACKNOWLEDGED,
        Act.MISS_DEADLINE: State.OVERDUE,
        Act.CANCEL: State.CANCELLED,
    },
    State.ACKNOWLEDGED: {
        Act.GIVE_EVIDENCE: State.EVIDENCED,
        Act.MISS_DEADLINE: State.OVERDUE,
        Act.CANCEL: State.CANCELLED,
    },
    State.EVIDENCED: {Act.ACCEPT: State.DONE, Act.GIVE_BACK: State.ACKNOWLEDGED, Act.CANCEL: State.CANCELLED},
    State.OVERDUE: {
        Act.ACKNOWLEDGE: State.ACKNOWLEDGED,
        Act.GIVE_EVIDENCE: State.EVIDENCED,
        Act.ESCALATE: State.ESCALATED,
        Act.CANCEL: State.CANCELLED,
    },
    State.ESCALATED: {
        Act.ACKNOWLEDGE: State.ACKNOWLEDGED,
        Act.GIVE_EVIDENCE: State.EVIDENCED,
        Act.CANCEL: State.CANCELLED,
    },
    State.DONE: {},
    State.CANCELLED: {},
}
"""Every act that a state allows, and the state after it; what is not here is refused."""

OPEN: Final = frozenset({State.SENT, State.ACKNOWLEDGED, State.OVERDUE, State.ESCALATED})
"""States in which something is still awaited from the unit."""
SILENT: Final = frozenset({State.SENT, State.OVERDUE, State.ESCALATED})
"""States in which a unit may not have been heard at all."""
BINDING: Final = frozenset({Modality.DEMAND, Modality.INSTRUCT})
"""Modalities of which silence is told upwards."""


def after(state: State, act: Act) -> State:
    """Return the state that an act leads to.

    Raises:
        RuleViolation: `act_not_allowed`, when the state does not allow the act.
    """
    allowed = TRANSITIONS[state]
    if act not in allowed:
        raise RuleViolation("act_not_allowed", f"a task that is {state.value} takes no {act.value}")
    return allowed[act]


def diagram() -> str:
    """Return the table as a Mermaid state diagram, as the documentation shows it."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.PROPOSED.value}"]
    for state, allowed in TRANSITIONS.items():
        lines.extend(f"    {state.value} --> {to.value}: {act.value}" for act, to in allowed.items())
        if not allowed:
            lines.append(f"    {state.value} --> [*]")
    return "\n".join(lines)
