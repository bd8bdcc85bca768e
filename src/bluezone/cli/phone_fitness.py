"""What a phone needs of its machine: from facts to findings, each a sentence and what to do next. Pure.

A fact that is None could not be had, or was not asked for; then nothing is said about it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from bluezone.cli.probing.rules import Level

CLOCK_SLACK: Final = timedelta(minutes=2)
CLOCK_WRONG: Final = timedelta(minutes=15)
"""An interval: beyond it no other phone finds our identifiers where they belong."""
DISK_LOW_BYTES: Final = 200 * 1024 * 1024


class Numbers(StrEnum):
    """What a phone would send over a real radio."""

    OWN = "own"
    BORROWED = "borrowed"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class RadioFacts:
    """The way to the controller.

    Args:
        transport: What was asked for; empty when nothing was.
        is_simulated: Whether it leads into a simulated air.
        kernel_knows_bluetooth: Whether sockets of Bluetooth can be made; None where that is not asked.
        python_names_hci: Whether this Python has Bluetooth's names; not needed.
        may_take_adapter: Whether this program has CAP_NET_ADMIN.
        adapter_is_there: Whether the kernel shows the adapter.
        adapter_is_up: Whether it is switched on, so that the kernel uses it.
        bluetoothd_runs: Whether the system's Bluetooth service runs.
        refusal: Why the controller could not be opened and set up; empty when it could, None when it was not tried.
        numbers: What would be sent.
        is_allowed: Whether numbers that are not ours were allowed.
    """

    transport: str = ""
    is_simulated: bool = False
    kernel_knows_bluetooth: bool | None = None
    python_names_hci: bool = True
    may_take_adapter: bool | None = None
    adapter_is_there: bool | None = None
    adapter_is_up: bool | None = None
    bluetoothd_runs: bool | None = None
    refusal: str | None = None
    numbers: Numbers = Numbers.BORROWED
    is_allowed: bool = False

    @property
    def kind(self) -> str:
        """The transport's first word."""
        return self.transport.partition(":")[0]


@dataclass(frozen=True, slots=True)
class DiaryFacts:
    """Where the phone remembers.

    Args:
        exists: Whether there is a diary.
        is_writable: Whether this program may write the folder, or make it.
        is_private: Whether nobody else may read it.
        free_bytes: Room on the disk.
        has_keyring: Whether a guarded keyring answers.
        has_passphrase: Whether a readable file with a passphrase is named.
        needs_passphrase: Whether the diary that is there wants one.
        is_spoken_for: Whether another program speaks for it now.
    """

    exists: bool = False
    is_writable: bool = True
    is_private: bool = True
    free_bytes: int | None = None
    has_keyring: bool = False
    has_passphrase: bool = False
    needs_passphrase: bool = False
    is_spoken_for: bool = False


@dataclass(frozen=True, slots=True)
class ServerFacts:
    """The key server.

    Args:
        is_named: Whether its address was said.
        refusal: Why it cannot be used; empty when it answers, None when it was not asked.
        clock_ahead: By how much this clock is ahead of the server's, None when that is not known.
        root_refusal: Why its keys are not believed; empty when they are, None when they were not looked at.
    """

    is_named: bool = False
    refusal: str | None = None
    clock_ahead: timedelta | None = None
    root_refusal: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the answer.

    Args:
        check: A stable word for machines.
        level: How bad it is.
        sentence: How it stands.
        remedy: What to do next; empty when nothing is to be done.
    """

    check: str
    level: Level
    sentence: str
    remedy: str = ""


def findings(radio: RadioFacts, diary: DiaryFacts, server: ServerFacts) -> tuple[Finding, ...]:
    """Return what is to be said, in the order in which a person would mend it."""
    return (*_radio(radio, diary), *_numbers(radio), *_diary(diary), *_server(server))


def worst(found: tuple[Finding, ...]) -> Level:
    """Return how bad the worst is."""
    return max((one.level for one in found), default=Level.OK)


def _well(check: str, sentence: str) -> Finding:
    return Finding(check, Level.OK, sentence)


def _look(check: str, sentence: str, remedy: str) -> Finding:
    return Finding(check, Level.WARNING, sentence, remedy)


def _broken(check: str, sentence: str, remedy: str) -> Finding:
    return Finding(check, Level.BROKEN, sentence, remedy)


def _radio(radio: RadioFacts, diary: DiaryFacts) -> Iterator[Finding]:
    if not radio.transport:
        yield _look(
            "radio", "No radio was named.", "Say which one: --radio hci-socket:0 is the first built-in adapter."
        )
        return
    kernel = tuple(_kernel(radio)) if radio.kind == "hci-socket" else ()
    yield from kernel
    if radio.kind == "usb" and radio.refusal and "udev" in radio.refusal:
        yield _broken("usb right", "This account may not open USB Bluetooth adapters.", USB_RULE)
    if radio.bluetoothd_runs and radio.kind in ("hci-socket", "usb"):
        yield _look(
            "bluetoothd",
            "The system's Bluetooth service (bluetoothd) runs, and takes adapters for itself.",
            "Stop it while the phone runs: `systemctl stop bluetooth`, and keep it off with `systemctl disable bluetooth`.",
        )
    if radio.refusal is None or worst(kernel) is Level.BROKEN:
        return  # not tried, or the reason is told already
    if not radio.refusal:
        yield _well("controller", f"The controller on {radio.transport} answers and can advertise and scan.")
    elif diary.is_spoken_for:
        yield _well("controller", "The controller is in use by this phone, which runs.")
    else:
        yield _broken("controller", f"{radio.refusal[:1].upper()}{radio.refusal[1:]}.", REMEDY.get(radio.kind, PLUG_IN))


def _kernel(radio: RadioFacts) -> Iterator[Finding]:
    if radio.kernel_knows_bluetooth is False:
        yield _broken(
            "kernel",
            "This kernel knows no Bluetooth.",
            "Load it: `modprobe bluetooth btusb`. A container or a virtual machine may not have it: use usb: or serial: there.",
        )
    if radio.may_take_adapter is False:
        yield _broken(
            "right",
            "This program may not take an adapter from the kernel: it lacks CAP_NET_ADMIN.",
            "Start it by the unit file deploy/systemd/bluezone-phone.service, or by "
            "`setpriv --ambient-caps +net_admin --inh-caps +net_admin`; root is not needed.",
        )
    if radio.adapter_is_there is False:
        yield _broken(
            "adapter",
            "The kernel shows no adapter of this number.",
            "Plug one in, and look with `hciconfig`; on a Raspberry Pi, look whether `dtoverlay=disable-bt` is set.",
        )
    elif radio.adapter_is_up:
        yield _broken(
            "adapter",
            "The adapter is switched on for the kernel, which does not share it.",
            "Switch it off for the kernel: `hciconfig hci0 down` (with the adapter's own number).",
        )
    elif radio.adapter_is_there:
        yield _well("adapter", "The adapter is there and free.")
    if not radio.python_names_hci:
        yield _well("python", "This Python was built without Bluetooth's names; Bluezone does without them.")


def _numbers(radio: RadioFacts) -> Iterator[Finding]:
    if not radio.transport or radio.is_simulated:
        return
    if radio.numbers is Numbers.BROKEN:
        yield _broken("profile", "The radio profile cannot be used.", PROFILE)
    elif radio.numbers is Numbers.OWN:
        yield _well("profile", "The phone speaks under the installation's own company and service.")
    elif radio.is_allowed:
        yield _look("profile", "The phone would send the identifiers of 2020, which are not ours.", PROFILE)
    else:
        yield _broken(
            "profile", "No radio profile is named, and the identifiers of 2020 are not ours to send.", PROFILE
        )


def _diary(diary: DiaryFacts) -> Iterator[Finding]:
    if not diary.is_writable:
        yield _broken(
            "folder",
            "The diary's folder cannot be written.",
            "Choose another one with --diary, or give it to this account: `chown`.",
        )
    if not diary.is_private:
        yield _look("folder", "Other accounts may look into the diary's folder.", "Close it: `chmod 700 FOLDER`.")
    if diary.free_bytes is not None and diary.free_bytes < DISK_LOW_BYTES:
        yield _look("disk", "The disk is almost full.", "Make room: fourteen days take up to 100 MB.")
    if diary.needs_passphrase and not diary.has_passphrase:
        yield _look("key", "The diary is locked with a passphrase, and no file with it is named.", LOCKED)
    elif not diary.exists and not diary.has_keyring and not diary.has_passphrase:
        yield _look("key", "No guarded keyring answers, so a new diary needs a passphrase.", LOCKED)
    elif diary.has_passphrase or diary.has_keyring:
        yield _well("key", "The diary's key is kept in a passphrase or a keyring.")
    if diary.is_spoken_for:
        yield _well("program", "A `bluezone phone run` speaks for this diary now.")


def _server(server: ServerFacts) -> Iterator[Finding]:
    if not server.is_named:
        yield _look("server", "No key server was named.", "Say it once: --server https://… --root-key FINGERPRINT.")
        return
    if server.refusal:
        yield _look(
            "server",
            "The key server does not answer.",
            "Look at the address and the network; the phone tries again by itself.",
        )
    elif server.refusal is not None:
        yield _well("server", "The key server answers.")
    if server.root_refusal:
        yield _broken(
            "root key",
            "The key server's keys are not those of the fingerprint.",
            "Ask the health authority for the fingerprint of its root key, by another way than this network.",
        )
    elif server.root_refusal is not None:
        yield _well("root key", "The key server's keys are signed by the root key of the fingerprint.")
    if server.clock_ahead is not None:
        yield _clock(server.clock_ahead)


def _clock(ahead: timedelta) -> Finding:
    if abs(ahead) <= CLOCK_SLACK:
        return _well("clock", "The clock agrees with the key server's.")
    sentence = f"The clock is {round(abs(ahead) / timedelta(minutes=1))} minutes {'ahead' if ahead > timedelta(0) else 'behind'}."
    remedy = "Let the network set it: `timedatectl set-ntp true`; a Raspberry Pi has no clock of its own."
    return (_broken if abs(ahead) > CLOCK_WRONG else _look)("clock", sentence, remedy)


PLUG_IN: Final = "Look whether the controller is plugged in and whether another program uses it."
USB_RULE: Final = (
    "Write a udev rule for the adapter and plug it in again: "
    'SUBSYSTEM=="usb", ATTR{idVendor}=="VVVV", ATTR{idProduct}=="PPPP", MODE="0660", GROUP="bluetooth" '
    "(`lsusb` shows both numbers), and join the group."
)
REMEDY: Final = {
    "hci-socket": "Mend what is broken above, then ask again.",
    "usb": "Look with `lsusb`; stop bluetoothd and unload btusb (`modprobe -r btusb`) when another program holds it.",
    "serial": "Name the device and its speed, such as serial:/dev/ttyAMA0,3000000; stop `hciuart` first.",
    "tcp-client": "Look whether the program at the other end listens.",
}
PROFILE: Final = (
    "Write the company and service that the Bluetooth SIG gave to the installation into a file and name it with --profile; "
    "docs/guides/phone.md shows one."
)
LOCKED: Final = "Put a passphrase into a file that only this account can read, and name it in BLUEZONE_PASSPHRASE_FILE."
