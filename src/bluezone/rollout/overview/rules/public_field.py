"""What everybody may see of the counts from outside: a province's sums, nothing small, nothing to be reckoned back.

Only sums of a whole province are shown, and none that is part of another one, so that no difference of two is small. Where
few households of a spot-check differ, the interval is that of all numbers below the smallest one that may be shown: from
its bounds nobody can work out how many there were.
"""

from dataclasses import dataclass

from bluezone.rollout.fieldwork.rules.sampling import Bounds, pooled_bounds
from bluezone.rollout.fieldwork.rules.spot_checks import Checks
from bluezone.rollout.overview.rules.field import Field
from bluezone.rollout.overview.rules.public import PublicCell
from bluezone.rollout.overview.rules.suppression import ROOM, SMALLEST


@dataclass(frozen=True, slots=True)
class PublicChecks:
    """The published rate of disagreement.

    Args:
        checked: Households that were asked again.
        differed: Of these; None where they, or those that agree, are too few to be shown.
        bounds: Between which shares the true one lies.
    """

    checked: int
    differed: int | None
    bounds: Bounds

    @property
    def shares(self) -> tuple[float, float]:
        """The bounds as plain numbers."""
        return float(self.bounds.lower), float(self.bounds.upper)


@dataclass(frozen=True, slots=True)
class PublicField:
    """Counts of a province as they are shown; `checks` is None where too few households were asked again."""

    visited: PublicCell
    with_radio: PublicCell
    browser_only: PublicCell
    gate_helped: PublicCell
    movement_helped: PublicCell
    checks: PublicChecks | None

    @property
    def is_known(self) -> bool:
        """Whether anything was counted outside at all."""
        cells = (self.visited, self.with_radio, self.browser_only, self.gate_helped, self.movement_helped)
        return self.checks is not None or any(cell.count is not None or cell.is_withheld for cell in cells)


def public_field(field: Field) -> PublicField:
    """Return what is shown of a province's counts."""
    doors, gates, movements = field.doors, field.gates, field.movements
    return PublicField(
        visited=_cell(doors.visited, is_known=bool(doors.listed)),
        with_radio=_cell(doors.with_radio, is_known=bool(doors.listed)),
        browser_only=_cell(doors.browser_only, is_known=bool(doors.listed)),
        gate_helped=_cell(gates.helped, is_known=bool(gates.gates)),
        movement_helped=_cell(movements.helped, is_known=bool(movements.events)),
        checks=public_checks(field.checks),
    )


def public_checks(known: Checks) -> PublicChecks | None:
    """Return the rate as it is shown; None where fewer households than may be shown were asked again."""
    if known.checked < SMALLEST:
        return None
    low = high = known.differed
    if known.differed < SMALLEST:
        low, high = 0, min(ROOM, known.checked)
    elif known.checked - known.differed < SMALLEST:
        low, high = known.checked - ROOM, known.checked
    bounds = Bounds(pooled_bounds(known.checked, low).lower, pooled_bounds(known.checked, high).upper)
    return PublicChecks(known.checked, known.differed if low == high else None, bounds)


def _cell(count: int, *, is_known: bool) -> PublicCell:
    if not is_known:
        return PublicCell(None)
    return PublicCell(None, is_withheld=True) if count < SMALLEST else PublicCell(count)
