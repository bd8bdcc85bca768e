"""Archives: what is written is read, bombs are not inflated, and any bytes are an archive or malformed."""

import io
import struct
import tracemalloc
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.protocol import archives
from bluezone.protocol.errors import MalformedMessage

LIMITS = {"export.bin": 1000, "export.sig": 100}
CONTENTS = {"export.bin": b"keys" * 50, "export.sig": b"signature"}
ARCHIVE = archives.written(CONTENTS)
END = 22
"""Bytes of the end record."""
DIRECTORY = len(ARCHIVE) - END - 2 * (46 + len("export.bin"))
"""Where the directory of `ARCHIVE` starts."""


def zipped(members: list[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive made by the standard library."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return made.getvalue()


def changed(place: int, form: str, value: int) -> bytes:
    """`ARCHIVE` with one number changed."""
    archive = bytearray(ARCHIVE)
    struct.pack_into(form, archive, place, value)
    return bytes(archive)


@given(st.binary(max_size=1000), st.binary(max_size=100))
def test_an_archive_is_read_as_it_was_written(export_bin: bytes, export_sig: bytes) -> None:
    archive = archives.written({"export.bin": export_bin, "export.sig": export_sig})

    assert archives.read(archive, LIMITS) == (export_bin, export_sig)


def test_the_standard_library_reads_what_we_write() -> None:
    with zipfile.ZipFile(io.BytesIO(ARCHIVE)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == CONTENTS


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_we_read_what_the_standard_library_writes(method: int) -> None:
    archive = zipped(list(CONTENTS.items()), method)

    assert archives.read(archive, LIMITS) == tuple(CONTENTS.values())


def test_an_archive_written_as_a_stream_is_read() -> None:
    class Stream(io.RawIOBase):
        """A place that can be written only forward: sizes then stand behind the members."""

        def __init__(self) -> None:
            self.bytes = b""

        def writable(self) -> bool:
            return True

        def write(self, content: bytes) -> int:  # type: ignore[override]  # a test needs bytes only
            self.bytes += bytes(content)
            return len(content)

    stream = Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in CONTENTS.items():
            archive.writestr(name, content)

    assert archives.read(stream.bytes, LIMITS) == tuple(CONTENTS.values())


@given(st.binary(max_size=400))
def test_any_bytes_are_an_archive_or_malformed(archive: bytes) -> None:
    with pytest.raises(MalformedMessage):
        archives.read(archive, LIMITS)


@given(st.integers(0, len(ARCHIVE) - 1), st.integers(1, 255))
def test_a_changed_byte_never_changes_what_is_read(place: int, flip: int) -> None:
    archive = bytearray(ARCHIVE)
    archive[place] ^= flip

    try:
        found = archives.read(bytes(archive), LIMITS)
    except MalformedMessage:
        return

    assert found == tuple(CONTENTS.values())


def test_an_archive_cut_at_any_byte_is_malformed() -> None:
    for length in range(len(ARCHIVE)):
        with pytest.raises(MalformedMessage):
            archives.read(ARCHIVE[:length], LIMITS)


@pytest.mark.parametrize(
    "names",
    [
        ["export.bin"],
        ["export.sig", "export.bin"],
        ["export.bin", "export.bin"],
        ["export.bin", "export.sig", "readme.txt"],
        ["export.bin", "export.exe"],
        [],
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_members_that_are_missing_twice_there_reordered_or_too_many_are_refused(names: list[str]) -> None:
    archive = zipped([(name, b"content") for name in names])

    with pytest.raises(MalformedMessage):
        archives.read(archive, LIMITS)


def test_a_bomb_that_states_its_size_is_not_inflated() -> None:
    archive = zipped([("export.bin", bytes(10_000_000)), ("export.sig", b"signature")])

    tracemalloc.start()
    with pytest.raises(MalformedMessage, match="at most 1000 bytes"):
        archives.read(archive, LIMITS)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 100_000


def test_a_bomb_that_lies_about_its_size_is_not_inflated() -> None:
    bomb = zipped([("export.bin", bytes(10_000_000)), ("export.sig", b"signature")])
    lying = bomb.replace(struct.pack("<I", 10_000_000), struct.pack("<I", 1000))

    tracemalloc.start()
    with pytest.raises(MalformedMessage, match="inflates to the length it states"):
        archives.read(lying, LIMITS)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 1_000_000


@pytest.mark.parametrize(
    ("archive", "reason"),
    [
        (ARCHIVE + b"\0", "ends with the end record"),
        (changed(len(ARCHIVE) - 2, "<H", 1), "ends with the end record"),
        (changed(len(ARCHIVE) - END + 4, "<H", 1), "ends with the end record"),
        (changed(len(ARCHIVE) - END + 10, "<H", 3), "exactly 2 members"),
        (changed(len(ARCHIVE) - END + 16, "<I", DIRECTORY + 1), "right before the end record"),
        (changed(DIRECTORY, "<I", 0), "holds directory entries"),
        (changed(DIRECTORY + 30, "<H", 60), "is cut off"),
        (changed(DIRECTORY + 46 + 10 + 30, "<H", 1), "has the length it states"),
        (changed(DIRECTORY + 8, "<H", 1), "not encrypted"),
        (changed(6, "<H", 1), "not encrypted"),
        (changed(8, "<H", 0), "what the directory says"),
        (changed(0, "<I", 0), "what the directory says"),
        (changed(30, "<B", 0), "what the directory says"),
        (changed(DIRECTORY + 42, "<I", len(ARCHIVE) - 10), "a zip member is cut off"),
        (changed(DIRECTORY + 20, "<I", len(ARCHIVE)), "a zip member is cut off"),
        (changed(DIRECTORY + 24, "<I", 150), "inflates to the length"),
        (changed(DIRECTORY + 24, "<I", 201), "length and checksum"),
        (changed(DIRECTORY + 16, "<I", 1), "length and checksum"),
        (changed(40, "<B", 0xFF), "not a deflate stream"),
    ],
)
def test_an_archive_that_contradicts_itself_is_refused_with_the_reason(archive: bytes, reason: str) -> None:
    with pytest.raises(MalformedMessage, match=reason):
        archives.read(archive, LIMITS)


def test_another_way_of_packing_is_refused() -> None:
    archive = zipped(list(CONTENTS.items()), zipfile.ZIP_BZIP2)

    with pytest.raises(MalformedMessage, match="stored or deflated"):
        archives.read(archive, LIMITS)


def test_bytes_behind_a_deflate_stream_are_refused() -> None:
    archive = archives.written(CONTENTS, deflate=lambda content: archives.deflated(content) + b"hidden")

    with pytest.raises(MalformedMessage, match="inflates to the length it states"):
        archives.read(archive, LIMITS)


def test_the_same_contents_always_make_the_same_archive() -> None:
    assert archives.written(CONTENTS) == ARCHIVE
    assert zlib.crc32(CONTENTS["export.bin"]).to_bytes(4, "little") in ARCHIVE
