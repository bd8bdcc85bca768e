"""The Django project as a program: its clock, its two doors under granian, its management commands."""

import os
from pathlib import Path

from bluezone.cli.clock import clock_from
from bluezone.protocol.clock import Clock


def clock() -> Clock:
    """Return the machine's clock, or the conducted one whose file BLUEZONE_DEMO_CLOCK names."""
    conducted = os.environ.get("BLUEZONE_DEMO_CLOCK")
    return clock_from(Path(conducted) if conducted else None)
