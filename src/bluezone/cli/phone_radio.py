"""The radio of `bluezone phone run`: which one, with which numbers on the air, and what is said when it goes and comes back."""

import logging
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, Final

import typer

from bluezone.phone.wording import Said
from bluezone.protocol.air_profile import LONGEST_FILE, profile_from
from bluezone.protocol.beacons import BLUEZONE_2020, Profile
from bluezone.protocol.clock import Clock
from bluezone.protocol.errors import MalformedMessage, Unavailable
from bluezone.protocol.intervals import Air
from bluezone.radio.bumble_radio import BumbleRadio, RadioSettings
from bluezone.radio.port import Radio
from bluezone.radio.returning import ReturningRadio
from bluezone.radio.transports import is_simulated, require_permission

LOOK: Final = "`bluezone phone doctor --radio {radio}` says what is missing"
AWAY: Final = Said(
    "Mất bộ Bluetooth: máy không phát và không nghe. Nhật ký vẫn còn; máy thử lại liên tục.",
    "The Bluetooth adapter is gone: nothing is said, nothing is heard. The diary stays; it is tried again.",
)
BACK: Final = Said(
    "Bluetooth đã trở lại: máy nghe tiếp, và phát mã mới.",
    "The adapter is back: the phone listens again, and speaks under a new identifier.",
)

Transport = Annotated[
    str,
    typer.Option(
        metavar="TRANSPORT", help="The Bluetooth controller: hci-socket:0, usb:0, serial:…, tcp-client:127.0.0.1:17001."
    ),
]
ProfileFile = Annotated[
    Path | None,
    typer.Option(
        "--profile",
        metavar="FILE",
        help="The installation's own company and service on the air.",
        envvar="BLUEZONE_RADIO_PROFILE",
    ),
]
RealAir = Annotated[
    bool,
    typer.Option(
        "--real-air", help="Yes, send the identifiers of 2020, or 0xFD6F, which are not ours, over real radio."
    ),
]
IosForm = Annotated[
    bool, typer.Option("--ios-form", help="Speak as an iPhone does: who hears it has to connect and read.")
]


@dataclass(frozen=True, slots=True)
class Choice:
    """What the command line says of the radio.

    Args:
        transport: In Bumble's notation.
        profile: The numbers on the air.
        may_borrow: Whether numbers that are not ours may be sent over a real radio.
        ios_form: Whether to speak as an iPhone does.
    """

    transport: str
    profile: Profile = BLUEZONE_2020
    may_borrow: bool = False
    ios_form: bool = False

    def require_permission(self, air: Air) -> None:
        """Refuse to send what is not ours (`bluezone.radio.transports.require_permission`)."""
        require_permission(self.transport, self.profile, air, opted_in=self.may_borrow)

    async def opened(self, air: Air, clock: Clock) -> Radio:
        """Return the radio; a real one comes back when it was pulled out.

        Raises:
            RuleViolation: What would be sent is not ours.
            Unavailable: It cannot be opened.
        """
        self.require_permission(air)
        logging.getLogger("bumble").setLevel(logging.ERROR)  # it warns of every set that it did not make itself
        opening = partial(BumbleRadio.open, self.transport, clock=clock, settings=RadioSettings(profile=self.profile))
        if is_simulated(self.transport):
            return await opening()
        try:
            return await ReturningRadio.open(opening, clock=clock, told=_tell)
        except Unavailable as wrong:
            raise Unavailable(f"{wrong}; {LOOK.format(radio=self.transport)}") from wrong


def profile_in(file: Path | None) -> Profile:
    """Return the profile in a file, 2020's without one.

    Raises:
        MalformedMessage: The file cannot be read, or is no profile.
        RuleViolation: It names what is somebody else's.
    """
    if file is None:
        return BLUEZONE_2020
    try:
        with file.open("rb") as opened:
            text = opened.read(LONGEST_FILE + 1)
    except OSError as wrong:
        raise MalformedMessage("the radio profile cannot be read") from wrong
    return profile_from(text)


def _tell(is_back: bool) -> None:  # noqa: FBT001 -- the radio's signature
    said = BACK if is_back else AWAY
    typer.echo(f"{said.vi}\n  {said.en}", err=True)
