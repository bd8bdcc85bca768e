"""What becomes of a report that comes in: kept, known already, a correction, or out of date."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.rollout.reporting.rules.versions import Fate, Version, fate

OLD = Version("old", {"declared": 5})
NEW = Version("new", {"declared": 6})
SAME = Version("new", {"declared": 5})


@pytest.mark.parametrize(
    ("coming", "in_force", "replaces", "expected"),
    [
        (NEW, None, None, Fate.FIRST),
        (NEW, None, "old", Fate.OUTDATED),
        (NEW, OLD, "old", Fate.CORRECTS),
        (SAME, OLD, "old", Fate.CORRECTS),
        (SAME, OLD, None, Fate.KNOWN),
        (SAME, OLD, "older", Fate.KNOWN),
        (NEW, OLD, None, Fate.UNCLAIMED),
        (NEW, OLD, "older", Fate.OUTDATED),
    ],
)
def test_a_report_has_one_fate(coming: Version, in_force: Version | None, replaces: str | None, expected: Fate) -> None:
    assert fate(coming, in_force, replaces=replaces) is expected


@given(st.dictionaries(st.text(max_size=5), st.integers(0, 99), max_size=4))
def test_saying_the_same_twice_is_saying_it_once(values: dict[str, int]) -> None:
    assert fate(Version("b", values), Version("a", values)) is Fate.KNOWN
