"""The export of a million keys, signed and zipped, beside the same made with Google's protobuf objects.

Time is the processor's, of the quickest of three rounds; memory is the highest the operating system saw of a process that does nothing
else, the keys themselves included.
"""

import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
from benchmarks.measure import Measure, against
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key
from google.protobuf.descriptor_pb2 import FieldDescriptorProto as Field
from google.protobuf.descriptor_pb2 import FileDescriptorProto
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message_factory import GetMessageClass

from bluezone.keyserver.fast_export import KeyTable, encoded, signed
from bluezone.protocol.exports import Export, preamble
from bluezone.protocol.signatures import SignatureInfo, SigningKey

KEYS: Final = 1_000_000
SECONDS_AIM: Final = 0.35
BYTES_AIM: Final = 17.6
MEMORY_AIM: Final = 300
"""MiB."""
NOON: Final = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
BATCH: Final = Export(NOON, NOON.replace(hour=13), "VN")
SIGNER: Final = SigningKey(SignatureInfo("452", "v1"), derive_private_key(7, SECP256R1()))


def measures() -> list[Measure]:
    """Return what an export of a million keys takes."""
    keys = table(KEYS)
    archive, whole = _timed(lambda: signed(BATCH, keys, (SIGNER,)))
    export_bin, unsigned = _timed(lambda: encoded(BATCH, keys))
    judged, reference = _timed(lambda: by_protobuf(keys), rounds=2)
    same = export_bin == judged
    each = len(archive) / KEYS
    packed = len(zlib.compress(export_bin, 6)) / KEYS
    peak = peak_memory()
    return [
        Measure(
            "export of 1,000,000 keys, signed and zipped",
            whole,
            "s",
            reference="protobuf objects, neither signed nor zipped",
            reference_value=reference,
            ratio=against(reference, whole),
            aim=f"<= {SECONDS_AIM} s",
            met=whole <= SECONDS_AIM,
        ),
        Measure(
            "export.bin of 1,000,000 keys, byte-equal to protobuf",
            unsigned,
            "s",
            reference="protobuf objects",
            reference_value=reference,
            ratio=against(reference, unsigned),
            aim="the same bytes",
            met=same,
        ),
        Measure(
            "size of a published key",
            each,
            "bytes",
            reference="zlib level 6",
            reference_value=packed,
            ratio=against(packed, each),
            aim=f"<= {BYTES_AIM} bytes",
            met=each <= BYTES_AIM,
        ),
        Measure(
            "peak memory of the export, keys included",
            peak,
            "MiB",
            aim=f"< {MEMORY_AIM} MiB",
            met=peak < MEMORY_AIM,
        ),
    ]


def table(count: int) -> KeyTable:
    """Return keys as reports bring them: the last fourteen days, most of them whole, the onset known."""
    chance = np.random.default_rng(2020)
    day = chance.integers(0, 14, count, np.int32)
    today = int(NOON.timestamp()) // 600 // 144 * 144
    ended = chance.random(count) < 1 / 14
    period = np.where(ended, 3 * chance.integers(1, 48, count, np.int32), 144).astype(np.int32)
    return KeyTable(
        secrets=chance.integers(0, 256, (count, 16), np.uint8),
        rolling_start=(today - 144 * (day + 1)).astype(np.int32),
        rolling_period=period,
        report_type=np.ones(count, np.int32),
        onset=4 - day,
        onset_known=np.ones(count, np.bool_),
        transmission_risk=np.full(count, 2, np.int32),
    )


def by_protobuf(keys: KeyTable) -> bytes:
    """Return `export.bin` as Google's library writes it."""
    message = _export_class()()
    order = np.lexsort(keys.secrets.T[::-1])
    columns = (keys.secrets, keys.transmission_risk, keys.rolling_start, keys.rolling_period, keys.report_type)
    rows = zip(*(column[order].tolist() for column in (*columns[1:], keys.onset)), strict=True)
    secrets = keys.secrets[order].tobytes()
    for place, (risk, start, period, kind, onset) in enumerate(rows):
        key = message.keys.add(
            key_data=secrets[16 * place : 16 * place + 16],
            transmission_risk_level=risk,
            rolling_start_interval_number=start,
            report_type=kind,
            days_since_onset_of_symptoms=onset,
        )
        if period != 144:
            key.rolling_period = period
    written: bytes = message.SerializeToString()
    return preamble(BATCH) + written


def peak_memory() -> float:
    """Return the most memory, in MiB, that a process needs that makes the export and nothing else."""
    words = [sys.executable, "-c", "from benchmarks.export import alone; alone()"]
    return float(subprocess.run(words, check=True, capture_output=True, text=True).stdout)  # noqa: S603 -- our own interpreter


def alone() -> None:
    """Make the export and print the process's peak memory in MiB.

    `getrusage` would not do: over an `exec` it keeps the peak of the process that started this one.
    """
    signed(BATCH, table(KEYS), (SIGNER,))
    status = Path("/proc/self/status").read_text(encoding="ascii")
    [peak] = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")]
    print(int(peak) / 1024)


def _timed(make: Callable[[], bytes], rounds: int = 3) -> tuple[bytes, float]:
    """Return what is made and the processor's seconds of the quickest round."""
    seconds = []
    for _ in range(rounds):
        start = time.process_time()
        made = make()
        seconds.append(time.process_time() - start)
    return made, min(seconds)


def _export_class() -> Any:  # noqa: ANN401 -- a class made from a descriptor
    file = FileDescriptorProto(name="benchmark.proto", package="benchmark", syntax="proto2")
    key = file.message_type.add(name="Key")
    for number, name, kind in (
        (1, "key_data", Field.TYPE_BYTES),
        (2, "transmission_risk_level", Field.TYPE_INT32),
        (3, "rolling_start_interval_number", Field.TYPE_INT32),
        (4, "rolling_period", Field.TYPE_INT32),
        (5, "report_type", Field.TYPE_INT32),
        (6, "days_since_onset_of_symptoms", Field.TYPE_SINT32),
    ):
        key.field.add(number=number, name=name, type=kind, label=Field.LABEL_OPTIONAL)
    export = file.message_type.add(name="Export")
    export.field.add(
        number=7, name="keys", type=Field.TYPE_MESSAGE, type_name=".benchmark.Key", label=Field.LABEL_REPEATED
    )
    pool = DescriptorPool()
    pool.Add(file)
    return GetMessageClass(pool.FindMessageTypeByName("benchmark.Export"))
