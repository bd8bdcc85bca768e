"""The phone's doctor: from facts to sentences, and how the facts are got."""

import json
import os
import socket
from dataclasses import replace
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bluezone.cli import phone_doctor
from bluezone.cli.phone import app
from bluezone.cli.phone_diary import alone
from bluezone.cli.phone_doctor import DEVICE_INFO, diary_facts, line, may_take_adapter, runs
from bluezone.cli.phone_fitness import DiaryFacts, Finding, Numbers, RadioFacts, ServerFacts, findings, worst
from bluezone.cli.probing.rules import Level

GOOD_RADIO = RadioFacts(
    transport="hci-socket:0",
    kernel_knows_bluetooth=True,
    may_take_adapter=True,
    adapter_is_there=True,
    adapter_is_up=False,
    bluetoothd_runs=False,
    refusal="",
    numbers=Numbers.OWN,
)
GOOD_DIARY = DiaryFacts(exists=True, free_bytes=10**10, has_passphrase=True, needs_passphrase=True)
GOOD_SERVER = ServerFacts(is_named=True, refusal="", clock_ahead=timedelta(seconds=3), root_refusal="")
USB = replace(GOOD_RADIO, transport="usb:0")


def examined(
    radio: RadioFacts = GOOD_RADIO, diary: DiaryFacts = GOOD_DIARY, server: ServerFacts = GOOD_SERVER
) -> dict[str, Finding]:
    return {one.check: one for one in findings(radio, diary, server) if one.level is not Level.OK}


def test_a_phone_with_everything_is_well() -> None:
    found = findings(GOOD_RADIO, GOOD_DIARY, GOOD_SERVER)

    assert worst(found) is Level.OK
    assert {one.check for one in found} == {
        "adapter", "controller", "profile", "key", "server", "root key", "clock"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("radio", "check", "level", "remedy"),
    [
        (RadioFacts(), "radio", Level.WARNING, "--radio"),
        (replace(GOOD_RADIO, kernel_knows_bluetooth=False), "kernel", Level.BROKEN, "modprobe"),
        (replace(GOOD_RADIO, may_take_adapter=False), "right", Level.BROKEN, "net_admin"),
        (replace(GOOD_RADIO, adapter_is_there=False), "adapter", Level.BROKEN, "Plug"),
        (replace(GOOD_RADIO, adapter_is_up=True), "adapter", Level.BROKEN, "hciconfig hci0 down"),
        (replace(GOOD_RADIO, bluetoothd_runs=True), "bluetoothd", Level.WARNING, "systemctl stop bluetooth"),
        (replace(GOOD_RADIO, refusal="it does not answer"), "controller", Level.BROKEN, "ask again"),
        (replace(USB, refusal="it needs a udev rule"), "usb right", Level.BROKEN, "idVendor"),
        (replace(USB, refusal="the USB adapter is gone"), "controller", Level.BROKEN, "lsusb"),
        (replace(GOOD_RADIO, numbers=Numbers.BROKEN), "profile", Level.BROKEN, "--profile"),
        (replace(GOOD_RADIO, numbers=Numbers.BORROWED), "profile", Level.BROKEN, "--profile"),
        (replace(GOOD_RADIO, numbers=Numbers.BORROWED, is_allowed=True), "profile", Level.WARNING, "--profile"),
    ],
)
def test_each_fault_of_the_radio_has_a_sentence_and_a_remedy(
    radio: RadioFacts, check: str, level: Level, remedy: str
) -> None:
    found = examined(radio)[check]

    assert found.level is level
    assert found.sentence.endswith(".")
    assert remedy in found.remedy


@pytest.mark.parametrize(
    ("diary", "check", "remedy"),
    [
        (replace(GOOD_DIARY, is_writable=False), "folder", "chown"),
        (replace(GOOD_DIARY, is_private=False), "folder", "chmod 700"),
        (replace(GOOD_DIARY, free_bytes=1), "disk", "Make room"),
        (replace(GOOD_DIARY, has_passphrase=False), "key", "BLUEZONE_PASSPHRASE_FILE"),
        (DiaryFacts(), "key", "BLUEZONE_PASSPHRASE_FILE"),
    ],
)
def test_each_fault_of_the_diary_has_a_remedy(diary: DiaryFacts, check: str, remedy: str) -> None:
    assert remedy in examined(diary=diary)[check].remedy


@pytest.mark.parametrize(
    ("server", "check", "level"),
    [
        (ServerFacts(), "server", Level.WARNING),
        (ServerFacts(is_named=True, refusal="silent"), "server", Level.WARNING),
        (replace(GOOD_SERVER, root_refusal="another key"), "root key", Level.BROKEN),
        (replace(GOOD_SERVER, clock_ahead=timedelta(minutes=5)), "clock", Level.WARNING),
        (replace(GOOD_SERVER, clock_ahead=timedelta(hours=-3)), "clock", Level.BROKEN),
    ],
)
def test_each_fault_of_server_and_clock_is_told(server: ServerFacts, check: str, level: Level) -> None:
    assert examined(server=server)[check].level is level


def test_a_controller_that_this_phone_uses_is_no_fault() -> None:
    busy = replace(GOOD_RADIO, adapter_is_up=False, refusal="the Bluetooth adapter is in use")

    assert "controller" not in examined(busy, replace(GOOD_DIARY, is_spoken_for=True))


def test_one_fault_is_told_once_and_every_fault_has_a_remedy() -> None:
    without_kernel = replace(GOOD_RADIO, kernel_knows_bluetooth=False, refusal="this kernel knows no Bluetooth")
    assert set(examined(without_kernel)) == {"kernel"}

    for flags in product([True, False, None], repeat=4):
        knows, may, there, daemon = flags
        radio = replace(
            GOOD_RADIO,
            kernel_knows_bluetooth=knows,
            may_take_adapter=may,
            adapter_is_there=there,
            bluetoothd_runs=daemon,
        )
        assert all(one.remedy for one in examined(radio).values())


def test_a_finding_reads_as_a_sentence_and_what_to_do() -> None:
    assert line(Finding("x", Level.OK, "All is well.")) == "ok    All is well."
    assert line(Finding("x", Level.BROKEN, "It is not.", "Mend it.")) == "WRONG It is not.\n      Mend it."


def test_the_right_is_read_from_the_kernel_s_own_words(tmp_path: Path) -> None:
    status = tmp_path / "status"
    for mask, expected in (("0000000000001000", True), ("00000000a80425fb", False)):
        status.write_text(f"Name:\tphone\nCapEff:\t{mask}\n")
        assert may_take_adapter(status) is expected
    status.write_text("Name:\tphone\n")
    assert may_take_adapter(status) is None
    assert may_take_adapter(tmp_path / "absent") is None


def test_a_running_program_is_found_by_its_name(tmp_path: Path) -> None:
    for number, name in enumerate(["bash", "bluetoothd"]):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "comm").write_text(name + "\n")

    assert runs("bluetoothd", tmp_path)
    assert not runs("hciattach", tmp_path)


def test_an_adapter_s_flags_are_read_where_the_kernel_writes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, kernels = socket.socketpair()
    told = DEVICE_INFO.pack(0, b"hci0", bytes(6), 0b101, b"")
    monkeypatch.setattr("socket.socket", lambda *_: ours)
    monkeypatch.setattr("fcntl.ioctl", lambda *_: told)

    assert phone_doctor.adapter_flags(0) == 0b101
    kernels.close()


def test_the_facts_of_a_diary_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BLUEZONE_PASSPHRASE_FILE", raising=False)
    new = diary_facts(tmp_path / "a" / "b")
    assert (new.exists, new.is_writable, new.is_private, new.is_spoken_for) == (False, True, True, False)

    folder = tmp_path / "diary"
    folder.mkdir(mode=0o755)
    (folder / "diary.key").write_text("no key")
    (folder / "diary.db").write_text("no diary")
    monkeypatch.setenv("BLUEZONE_PASSPHRASE_FILE", str(folder / "diary.key"))
    with alone(folder):
        known = diary_facts(folder)
    assert (known.exists, known.is_private, known.has_passphrase) == (True, False, True)
    assert (known.needs_passphrase, known.is_spoken_for) == (True, True)
    assert os.access(folder, os.R_OK)


def test_the_command_says_it_for_people_and_machines_and_ends_by_the_worst(tmp_path: Path) -> None:
    words = ["doctor", "--diary", str(tmp_path), "--radio", "tcp-client:127.0.0.1:1", "--server", "http://127.0.0.1:1"]

    told, machine = CliRunner().invoke(app, words), CliRunner().invoke(app, [*words, "--json"])

    assert told.exit_code == machine.exit_code == 6
    assert "WRONG No Bluetooth controller answers on this transport." in told.stdout
    answer = json.loads(machine.stdout)
    assert answer["level"] == "broken"
    assert {one["check"] for one in answer["findings"]} >= {"controller", "server"}
    assert all(set(one) == {"check", "level", "sentence", "remedy"} for one in answer["findings"])
