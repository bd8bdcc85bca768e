"""`bluezone beacon decode`: an advertisement read field by field."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import advertisements
from typer.testing import CliRunner, Result

from bluezone.cli.beacon import app
from bluezone.protocol.beacons import BluezoneBeacon, ExposureNotificationBeacon, IosBeacon, encode

IDENTIFIER = bytes.fromhex("130cea6472130c185d8643df")
OURS = encode(BluezoneBeacon(IDENTIFIER, -26)).hex()


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["decode", *words])


def test_the_fields_of_our_beacon_are_named_with_their_bytes() -> None:
    result = run(OURS, "--json")

    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "length": 26,
        "fields": [
            {"offset": 0, "field": "flags", "bytes": "02 01 02", "meaning": ""},
            {"offset": 3, "field": "16-bit services", "bytes": "03 03 56 4e", "meaning": "0x4e56 (Bluezone)"},
            {"offset": 7, "field": "transmit power", "bytes": "02 0a e6", "meaning": "-26 dBm"},
            {
                "offset": 10,
                "field": "manufacturer data",
                "bytes": "0f ff b5 22 13 0c ea 64 72 13 0c 18 5d 86 43 df",
                "meaning": "company 0x22b5 (Bluezone), 12 bytes",
            },
        ],
        "kind": "bluezone",
        "identifier": IDENTIFIER.hex(),
        "tx_power_dbm": -26,
        "says": f"a Bluezone beacon with the identifier {IDENTIFIER.hex()}, which states -26 dBm",
    }


def test_the_table_ends_with_whose_it_is() -> None:
    heading, *_, verdict = run(OURS).stdout.splitlines()

    assert heading.split() == ["at", "field", "bytes", "meaning"]
    assert verdict == f"26 bytes: a Bluezone beacon with the identifier {IDENTIFIER.hex()}, which states -26 dBm."


@pytest.mark.parametrize("words", [[OURS.upper()], [OURS[:10], OURS[10:]], [":".join([OURS[:4], OURS[4:]])]])
def test_blanks_colons_and_case_do_not_matter(words: list[str]) -> None:
    assert run(*words).stdout == run(OURS).stdout


@pytest.mark.parametrize(
    ("advertisement", "says"),
    [
        (encode(BluezoneBeacon(IDENTIFIER)).hex(), "states no transmit power (2020)"),
        (encode(IosBeacon()).hex(), "Bluezone on iOS"),
        (encode(ExposureNotificationBeacon(bytes(16), b"abcd")).hex(), "encrypted metadata 61626364"),
        ("020106", "somebody else's: neither"),
        ("", "0 bytes: somebody else's"),
        ("0303aafe", "0xfeaa (Eddystone)"),
        ("03031234", "0x3412 (not known here)"),
        ("0409427a31", "Bz1"),
        ("0408427a31", "shortened name"),
        ("0409ff1b31", "��1"),
        ("0bff4c000906020102030405", "company 0x004c (Apple), 8 bytes"),
        ("14ff4c000100000000000000000000000000000008", "perhaps Bluezone on an iPhone in the background"),
        ("0fffb522130cea6472130c185d8643df", "Bluezone's company number, but not its service"),
        ("01ff", "manufacturer data"),
        ("0116", "service data"),
        ("04160f1863", "of service 0x180f (battery), 1 bytes"),
        ("1107" + "01" * 16, "01" * 16),
        ("020106000000", "a length of zero"),
        ("0224ff", "type 0x24"),
    ],
)
def test_an_advertisement_is_explained_whose_ever_it_is(advertisement: str, says: str) -> None:
    result = run(advertisement)

    assert result.exit_code == 0
    assert says in result.stdout


@pytest.mark.parametrize(
    ("advertisement", "says"),
    [
        ("0201060fffb52213", "claims 15 bytes, 4 are left"),
        ("0303564e0effb5220102030405060708090a0b", "a Bluezone identifier has 12 bytes"),
        ("0303564e010a0fffb522130cea6472130c185d8643df", "a TX power field has 1 byte"),
        ("04166ffd01", "0xFD6F service data has 20 bytes"),
        ("00" * 32, "at most 31 bytes"),
    ],
)
def test_what_is_malformed_is_named_beside_the_fields_that_could_be_read(advertisement: str, says: str) -> None:
    text, machine = run(advertisement), run(advertisement, "--json")

    assert text.exit_code == machine.exit_code == 1
    assert says in text.stdout
    assert json.loads(machine.stdout)["kind"] == "malformed"
    assert text.stdout.splitlines()[0].startswith("at")


@pytest.mark.parametrize("words", [["xy"], ["0"], ["02010"]])
def test_what_is_no_hexadecimal_is_a_wrong_call(words: list[str]) -> None:
    result = run(*words)

    assert result.exit_code == 2
    assert "even number of hexadecimal digits" in result.output


@given(st.binary(max_size=33) | advertisements())
def test_any_bytes_are_explained_or_named_malformed(advertisement: bytes) -> None:
    result = run(advertisement.hex(), "--json")

    assert result.exit_code in (0, 1)
    fields = json.loads(result.stdout)["fields"]
    assert "".join(field["bytes"] for field in fields).replace(" ", "") == advertisement.hex()
