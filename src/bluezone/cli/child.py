"""A `bluezone` command as a child of another one: it ends when its parent does, however that happens.

    python -m bluezone.cli.child serve --port 0

Source: prctl(2), `PR_SET_PDEATHSIG`. Where there is no such call, a parent that is killed leaves its children alone.
"""

import ctypes
import os
import signal
import sys
from typing import Final

from bluezone.cli import main

PR_SET_PDEATHSIG: Final = 1
DEMO_AIR: Final = "demo-air"
"""The one word that is no command: the air between the phones of a demo (`bluezone.cli.demo_air`)."""


def ask_to_end_with(parent: int) -> None:
    """Have the kernel end this process when its parent ends; end now when it already has."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        raise SystemExit(0)


if __name__ == "__main__":
    ask_to_end_with(int(sys.argv[1]))
    if sys.argv[2] == DEMO_AIR:
        from bluezone.cli.demo_air import main as demo_air

        demo_air(sys.argv[3])
        raise SystemExit(0)
    raise SystemExit(main(sys.argv[2:]))
