"""Our own phone program in the guest, as a person would start it: `bluezone phone … --radio hci-socket:0`."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path("/run/phone")
DIARY: Final = FOLDER / "diary"
PROFILE: Final = FOLDER / "profile.json"
PASSPHRASE: Final = FOLDER / "passphrase"
RADIO: Final = "hci-socket:0"
CALL: Final = "import sys; from bluezone.cli import main; sys.exit(main(sys.argv[1:]))"
ONLY_NET_ADMIN: Final = ("setpriv", "--bounding-set=-all,+net_admin", "--inh-caps=-all", "--")
NO_RIGHTS: Final = ("setpriv", "--bounding-set=-all", "--inh-caps=-all", "--")
ROOT_KEY: Final = "ab" * 32


def prepare(company: int, service: int) -> None:
    """Write what the program is told: the installation's numbers and the diary's passphrase."""
    PROFILE.write_text(json.dumps({"company": f"{company:#06x}", "service": f"{service:#06x}", "name": "Guest"}))
    PASSPHRASE.write_text("a guest's passphrase\n")


def words(*arguments: str, rights: tuple[str, ...] = ONLY_NET_ADMIN) -> list[str]:
    return [*rights, sys.executable, "-c", CALL, "phone", *arguments]


def environment() -> dict[str, str]:
    return {**os.environ, "BLUEZONE_PASSPHRASE_FILE": str(PASSPHRASE), "BLUEZONE_RADIO_PROFILE": str(PROFILE)}


class Running:
    """The program while it runs, and what it said."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.said = ""
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        if self.process.stdout is not None:
            while line := await self.process.stdout.readline():
                self.said += line.decode(errors="replace")

    async def end(self, limit: float) -> int | None:
        """Stop it as a person does, and return its exit code."""
        with suppress(ProcessLookupError):
            self.process.terminate()
        with suppress(TimeoutError):
            async with asyncio.timeout(limit):
                await self.process.wait()
                await self._reading
        return self.process.returncode


@asynccontextmanager
async def running(limit: float) -> AsyncIterator[Running]:
    """Run the phone as long as the block lasts, with one right and no other."""
    server = ("--server", "http://127.0.0.1:1", "--root-key", ROOT_KEY, "--check-every", "0")
    process = await asyncio.create_subprocess_exec(
        *words("run", "--diary", str(DIARY), "--radio", RADIO, *server),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment(),
    )
    phone = Running(process)
    try:
        yield phone
    finally:
        await phone.end(limit)


async def asked(*arguments: str, rights: tuple[str, ...] = ONLY_NET_ADMIN) -> tuple[int, str]:
    """Return the exit code of another command of the phone, and what it said."""
    process = await asyncio.create_subprocess_exec(
        *words(*arguments, rights=rights), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment()
    )
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode(errors="replace")


def remembered() -> list[tuple[bytes, int]]:
    """Return identifier and strength of what stands in the phone's diary, after it was stopped."""
    from bluezone.phone.diary_key import known_diary_key  # noqa: PLC0415 -- slow to import, and needed once
    from bluezone.phone.sealed_diary import SealedDiary  # noqa: PLC0415 -- likewise

    passphrase = PASSPHRASE.read_text(encoding="utf-8").rstrip()
    diary = SealedDiary(DIARY, known_diary_key(DIARY, passphrase=passphrase))
    found: Any = [(one.identifier, one.rssi_dbm) for one in diary.sightings()]
    diary.close()
    return list(found)
