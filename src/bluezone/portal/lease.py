"""The lease: what the network's DHCP server says when it is asked for option 114, by busybox' udhcpc.

The client is asked to change nothing: its script only prints, and the lease is given back.
"""

import asyncio
import os
import re
import tempfile
from pathlib import Path
from typing import Final

from bluezone.portal.rules.dhcp_options import IPV4_OPTION, heard
from bluezone.protocol.errors import Unavailable

PATIENCE_SECONDS: Final = 20.0
SCRIPT: Final = '#!/bin/sh\n[ "$1" = bound ] && echo "opt114=$opt114"\nexit 0\n'
_SAID: Final = re.compile(r"^opt114=([0-9a-fA-F]*)$", re.MULTILINE)


async def option_114(interface: str) -> str | None:
    """Return the address in option 114, or None when the server says none.

    Raises:
        Unavailable: There is no udhcpc, no right to ask, or no DHCP server that answers.
        MalformedMessage: The option holds no address.
    """
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "say"
        script.write_text(SCRIPT)
        script.chmod(0o700)
        said = _SAID.search(await _asked(interface, script))
    if said is None:
        raise Unavailable("no DHCP server answered on the interface")
    return heard(said[1]) if said[1] else None


async def _asked(interface: str, script: Path) -> str:
    words = ("-i", interface, "-s", str(script), "-O", str(IPV4_OPTION), "-n", "-q", "-f", "-R", "-t", "4", "-T", "1")
    try:
        ran = await asyncio.create_subprocess_exec(
            *("udhcpc", *words),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={"PATH": os.environ.get("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")},
        )
    except OSError as wrong:
        raise Unavailable("option 114 is asked for with udhcpc, which is not here: install udhcpc") from wrong
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            said, _ = await ran.communicate()
    except TimeoutError as wrong:
        ran.kill()
        await ran.wait()
        raise Unavailable("no DHCP server answered on the interface") from wrong
    return said.decode("ascii", "replace")
