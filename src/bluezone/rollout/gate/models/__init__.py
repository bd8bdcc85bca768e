"""Shifts at a gate as devices told of them: counts, never who came."""

from bluezone.rollout.gate.models.shifts import LAST_SHIFT, ShiftTally

__all__ = ["LAST_SHIFT", "ShiftTally"]
