"""`bluezone demo --live`: the air, the key server and two phones as processes of their own, on one conducted clock."""

import asyncio
import json
import secrets
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import msgspec
from rich.console import Console
from rich.markup import escape

from bluezone.cli.child import DEMO_AIR
from bluezone.cli.clock import Conductor
from bluezone.cli.demo_air import AirOrder, Meeting
from bluezone.cli.processes import Children, ended_politely
from bluezone.cli.stage import CLOCK, authority_of, demo_folder, start_key_server
from bluezone.lab.key_server import AFTER_THE_HOUR, Authority, KeyServer
from bluezone.lab.story import DISTANCE_METRES, EVENING, LAN, MEETING, MINH, MORNING, TOGETHER, Line, Telling
from bluezone.phone.http_sync import HttpSync
from bluezone.phone.wording import INDOCHINA_TIME
from bluezone.radio.propagation import Propagation

RATE: Final = 120.0
"""Story seconds a real second while the two sit together."""
SLOW: Final = 10.0
"""The same while the phones start: their first gap of up to two seconds has to pass."""
EARLIER: Final = timedelta(minutes=5)
"""How long before they meet the story begins."""
A_LITTLE: Final = timedelta(seconds=10)
PASSPHRASE_FILE: Final = "BLUEZONE_PASSPHRASE_FILE"  # noqa: S105 -- the name of a variable
LISTENING: Final = "Speaking and listening"
ENGLISH: Final = "  "
"""A phone says everything in Vietnamese and then, indented, in English."""
NAMES: Final = {LAN: "Lan", MINH: "Minh"}


def tell_live(console: Console, *, propagation: Propagation, capture: Path | None, data: Path | None) -> dict[str, Any]:
    """Tell the story of two people while it happens, and return it for machines.

    Args:
        console: Where it is told.
        propagation: What the air does to a beacon.
        capture: A pcap to write the air into.
        data: A new folder to keep everything in; None for one that is removed.

    Raises:
        BluezoneError: Something that is needed does not answer or refuses.
    """
    begun = perf_counter()
    with ExitStack() as stack:
        stack.enter_context(ended_politely())
        folder = stack.enter_context(demo_folder(data))
        conductor = stack.enter_context(Conductor(folder / CLOCK))
        conductor.start(MEETING - EARLIER, rate=SLOW)
        children = stack.enter_context(Children(folder))
        telling = Telling(lambda line: console.print(_shown(line), soft_wrap=True))
        live = _Live(folder, conductor, children, telling, propagation, capture)
        authority = live.set_up()
        live.sit_together()
        live.report(authority)
        asyncio.run(live.wait_for_export(authority))
        facts = live.check()
    facts["lines"] = [
        {"at": line.at.isoformat(), "speaker": line.speaker, "words": line.words} for line in telling.lines
    ]
    facts["seconds"] = round(perf_counter() - begun, 3)
    return facts


def _shown(line: Line) -> str:
    return escape(line.told()) if line.speaker else f"[bold]{escape(line.told())}[/]"


@dataclass(frozen=True, slots=True)
class _Live:
    """The acts of the story, in order."""

    folder: Path
    conductor: Conductor
    children: Children
    telling: Telling
    propagation: Propagation
    capture: Path | None

    def set_up(self) -> Authority:
        """Start the air, the key server and the phones."""
        server = start_key_server(self.children, self.folder)
        air_ready = self.folder / "air.json"
        meeting = Meeting(MEETING, MEETING + TOGETHER, LAN, MINH, DISTANCE_METRES)
        order = AirOrder(
            clock=str(self.folder / CLOCK),
            ready=str(air_ready),
            phones=[LAN, MINH],
            meetings=[meeting],
            noise_db=self.propagation.sigma_db,
            seed=self.propagation.seed,
            capture=str(self.capture.absolute()) if self.capture else None,
        )
        air = self.children.start("the air", [DEMO_AIR, msgspec.json.encode(order).decode()])
        self._passphrase_file().write_text(secrets.token_hex(16))
        authority, ports = authority_of(server, self.folder), json.loads(air.wait_for(air_ready))
        phones = [
            self.children.start(
                f"{NAMES[name]}'s phone",
                [
                    *("phone", "run", *self._diary(name), "--radio", f"tcp-client:127.0.0.1:{ports[name]}"),
                    *("--server", authority.url, "--root-key", authority.root_fingerprint, "--check-every", "0"),
                ],
                environment=self._environment(),
            )
            for name in NAMES
        ]
        for phone in phones:
            phone.wait_to_say(LISTENING)
        self._tell("The air, the key server and two phones are running, each a process of its own.")
        return authority

    def sit_together(self) -> None:
        """Let twenty minutes pass."""
        self._jump(MEETING)
        self._tell("Lan and Minh sit down together, one metre apart. Their phones speak and listen.")
        self.conductor.set_rate(RATE)
        asyncio.run(self.conductor.sleep_until(MEETING + TOGETHER + A_LITTLE))
        self.conductor.set_rate(1.0)
        self._tell("Twenty minutes later they go home. No phone has told anybody anything.")

    def report(self, authority: Authority) -> None:
        """Let Lan test positive, see what would leave, and agree."""
        self._jump(EVENING)
        self._tell("Lan's test is positive. The health officer asks the key server for a verification code.")
        (code,) = asyncio.run(_codes(authority, self.conductor))
        self._tell(f"Your code is {code[:4]} {code[4:]}. It works once, within 15 minutes.", "The officer")
        sent = json.loads(self._ask("report", LAN, code, answers="y\n"))
        spans = [(_hour(span["start"]), _hour(span["end"])) for span in sent["keys"]]
        times = ", ".join(f"{start} to {end}" for start, end in spans)
        self._tell(
            f"To be sent: {len(spans)} key ({times}), {sent['bytes']} bytes; of others: nothing. Agree?", "Lan's phone"
        )
        self._tell("Yes.", "Lan")
        self._tell(f"Sent. I am silent until {_hour(sent['silent_until'])} and go on with a new key.", "Lan's phone")

    async def wait_for_export(self, authority: Authority) -> None:
        """Leap over the embargo to the next morning."""
        self._tell("The key server keeps the key back until nobody could be fooled by it.")
        self._jump(MORNING + AFTER_THE_HOUR)
        sync = HttpSync(authority.url, random_bytes=secrets.token_bytes)
        try:
            index = await KeyServer(authority, self.conductor, sync).worked(MORNING)
        finally:
            await sync.close()
        files = len(index.exports)
        self._tell(f"Overnight the key server published {files} signed export, padded so that nobody can count cases.")

    def check(self) -> dict[str, Any]:
        """Let both phones look; return what they know."""
        told = self._ask("check", MINH, "--json")
        found = json.loads(told)
        self._tell(
            f"I fetched {found['new_keys']} keys, padding included, and compared them with my diary, inside.",
            "Minh's phone",
        )
        lan = json.loads(self._ask("status", LAN, "--json"))
        for line in self._ask("status", MINH).splitlines():
            if line.startswith(ENGLISH):
                self._tell(line.strip(), "Minh's phone")
        near = [warned["near_minutes"] for warned in found["warnings"]]
        self._tell("Nobody but Minh's phone knows that he was warned.")
        return {"warned": bool(near), "near_minutes": near, "index_warned": bool(lan["warnings"])}

    def _ask(self, command: str, name: str, *words: str, answers: str = "") -> str:
        more = ["--json"] if command == "report" else []
        arguments = ["phone", command, *self._diary(name), *words, *more]
        return self.children.ask(arguments, answers=answers, environment=self._environment())

    def _diary(self, name: str) -> tuple[str, ...]:
        return "--diary", str(self.folder / "phones" / name), "--demo-clock", str(self.folder / CLOCK)

    def _passphrase_file(self) -> Path:
        return self.folder / "passphrase"

    def _environment(self) -> dict[str, str]:
        return {PASSPHRASE_FILE: str(self._passphrase_file())}

    def _jump(self, moment: datetime) -> None:
        if moment > self.conductor.now():
            self.conductor.jump_to(moment)

    def _tell(self, words: str, speaker: str = "") -> None:
        for child in self.children.children:
            child.check()
        self.telling.tell(self.conductor.now(), words, speaker)


async def _codes(authority: Authority, conductor: Conductor) -> list[str]:
    sync = HttpSync(authority.url, random_bytes=secrets.token_bytes)
    try:
        return await KeyServer(authority, conductor, sync).codes(1)
    finally:
        await sync.close()


def _hour(text: str) -> str:
    return f"{datetime.fromisoformat(text).astimezone(INDOCHINA_TIME):%H:%M}"
