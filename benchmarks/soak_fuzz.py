"""Ten million inputs over every parser of bytes from outside: none may do anything but take them or refuse them.

`BLUEZONE_FUZZ_FOLDER` names where counts, corpus and crashes are kept (`.fuzz` by default): a campaign that was stopped
goes on from there. `BLUEZONE_FUZZ_INPUTS` and `BLUEZONE_FUZZ_SECONDS` (a target's time in all) change its size.
"""

import os
from pathlib import Path

from benchmarks.fuzzing.campaign import Campaign
from benchmarks.fuzzing.targets import TARGETS
from benchmarks.measure import Measure

INPUTS = 10_000_000
SECONDS = 900
"""How long one target may take: a slow parser then leaves its part to the quick ones."""


def measures() -> list[Measure]:
    """Try the inputs that are missing in the folder; the figures are of the whole campaign."""
    folder = Path(os.environ.get("BLUEZONE_FUZZ_FOLDER", Path(__file__).parents[1] / ".fuzz"))
    inputs = int(os.environ.get("BLUEZONE_FUZZ_INPUTS", INPUTS))
    campaign = Campaign(folder.absolute(), float(os.environ.get("BLUEZONE_FUZZ_SECONDS", SECONDS)))
    campaign.run(TARGETS, inputs)
    crashed = {path.name.split(".")[0] for path in campaign.crashes}
    least = min(TARGETS, key=lambda name: sum(campaign.counts.get(name, {}).values()))
    drawn = sum(ways.get("drawn", 0) for ways in campaign.counts.values())
    return [
        Measure("inputs in all", campaign.total, "inputs", aim=f">= {inputs:,}", met=campaign.total >= inputs),
        Measure("of them drawn by Hypothesis", drawn, "inputs"),
        Measure(f"fewest for one target ({least})", sum(campaign.counts[least].values()), "inputs"),
        Measure("targets", len(TARGETS), "targets"),
        Measure("targets that crashed", len(crashed), "targets", aim="0", met=not crashed),
    ]
