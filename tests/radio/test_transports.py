"""Which radios are real, and what may be sent over them."""

import asyncio
from dataclasses import replace

import pytest

from bluezone.protocol.beacons import BLUEZONE_2020
from bluezone.protocol.errors import RuleViolation, Unavailable
from bluezone.protocol.intervals import Air
from bluezone.radio import transports
from bluezone.radio.transports import is_simulated, open_line, require_permission, usb_refusal

OWN = replace(BLUEZONE_2020, company=0x1234, service=0xABCD)
REAL = ["usb:0", "hci-socket:0", "serial:/dev/ttyAMA0,3000000", "tcp-client:192.168.1.5:17001", "tcp-client:a:1"]
SIMULATED = ["tcp-client:127.0.0.1:17001", "tcp-client:localhost:17001", "tcp-client:[::1]:17001"]


@pytest.mark.parametrize("transport", SIMULATED)
def test_a_room_on_this_machine_may_carry_anything(transport: str) -> None:
    assert is_simulated(transport)
    for air in Air:
        require_permission(transport, BLUEZONE_2020, air, opted_in=False)


@pytest.mark.parametrize("transport", REAL)
def test_a_real_radio_sends_our_own_numbers_or_what_its_owner_allowed(transport: str) -> None:
    assert not is_simulated(transport)
    require_permission(transport, OWN, Air.BLUEZONE, opted_in=False)
    require_permission(transport, BLUEZONE_2020, Air.BLUEZONE, opted_in=True)

    with pytest.raises(RuleViolation, match="not ours") as refused:
        require_permission(transport, BLUEZONE_2020, Air.BLUEZONE, opted_in=False)
    assert refused.value.code == "real_air"
    with pytest.raises(RuleViolation, match="0xFD6F") as refused:
        require_permission(transport, OWN, Air.EXPOSURE_NOTIFICATION, opted_in=False)
    assert refused.value.code == "real_air"


@pytest.mark.parametrize("transport", ["", "android-emulator:", "vhci", "127.0.0.1:17001", "tcp-server:127.0.0.1:1"])
def test_another_kind_of_radio_is_refused(transport: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        require_permission(transport, OWN, Air.BLUEZONE, opted_in=True)

    assert refused.value.code == "transport_unknown"


class Refusing:
    def __init__(self, error: Exception) -> None:
        self.error = error

    async def __call__(self, _transport: str) -> None:
        raise self.error


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (ImportError("usb1"), "install"),
        (PermissionError(13, "no"), "may not open"),
        (OSError(2, "no"), "no Bluetooth controller answers"),
        (type("USBErrorAccess", (Exception,), {"__module__": "usb1"})(), "udev"),
        (type("USBErrorBusy", (Exception,), {"__module__": "usb1"})(), "bluetoothd"),
    ],
)
def test_a_controller_that_does_not_open_is_unavailable_with_its_reason(
    monkeypatch: pytest.MonkeyPatch, error: Exception, sentence: str
) -> None:
    monkeypatch.setattr(transports, "open_transport", Refusing(error))

    with pytest.raises(Unavailable, match=sentence):
        asyncio.run(open_line("usb:0"))


def test_an_error_that_nobody_expected_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transports, "open_transport", Refusing(KeyError("ours")))

    with pytest.raises(KeyError):
        asyncio.run(open_line("usb:0"))


def test_any_error_of_libusb_has_a_sentence() -> None:
    assert usb_refusal("USBErrorPipe") == "the USB adapter cannot be opened"
