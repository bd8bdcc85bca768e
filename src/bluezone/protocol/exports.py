"""Exports: the signed files in which diagnosis keys are published, in the format of Exposure Notification.

Source: google/exposure-notifications-server `2041f77`, `internal/pb/export/export.proto` and `internal/export`
(`exportfile.go`, `worker.go`). An archive holds `export.bin` (16 bytes of header, then `TemporaryExposureKeyExport`)
and `export.sig` (`bluezone.protocol.signatures`). Keys are written in the order of their bytes, so that nothing tells
which of them came together. Fields that a reader does not know are skipped.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from bluezone.protocol import archives, signatures
from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.protocol.intervals import EPOCH, KEY_INTERVALS_A_DAY
from bluezone.protocol.keys import SECRET_LENGTH, DiagnosisKey, ExposureKey, ReportType
from bluezone.protocol.protobuf import (
    INT32,
    as_bytes,
    as_int32,
    as_sint32,
    as_text,
    as_unsigned,
    bytes_field,
    fields,
    fixed64_field,
    number_field,
    zigzag,
)
from bluezone.protocol.signatures import SIGNATURES_LIMIT, Signature, SignatureInfo, SigningKey, VerifyingKey

HEADER: Final = b"EK Export v1    "
"""The first 16 bytes of `export.bin`."""
KEYS_A_FILE: Final = 500_000
"""Above this, a batch is split over several files (`EXPORT_FILE_MAX_RECORDS`)."""
KEYS_LIMIT: Final = 1_000_000
"""The most keys that a reader takes from one file."""
BIN_LIMIT: Final = 64 * 1024 * 1024
"""The longest `export.bin` that a reader inflates, in bytes: a million keys take less than 40."""
SIG_LIMIT: Final = 16 * 1024
"""The longest `export.sig` that a reader inflates, in bytes."""
LEAST_KEYS: Final = 1000
"""A file with fewer real keys is padded (`EXPORT_FILE_MIN_RECORDS`)."""
PADDING_RANGE: Final = 100
"""Up to so many more, drawn evenly, so that the size tells nothing (`EXPORT_FILE_PADDING_RANGE`)."""
RECORD_LIMIT: Final = 1024
"""The longest record of one key that a reader takes, in bytes: ours have less than 50."""
FILLER_LENGTH: Final = SECRET_LENGTH + 8
"""Random bytes for one filler: its key, and a number that chooses whose metadata it clones."""

_LIMITS: Final = {"export.bin": BIN_LIMIT, "export.sig": SIG_LIMIT}
_LAST_SINGLE: Final = 5
"""Fields 1 to 5 of `TemporaryExposureKeyExport` are there once."""
_SECRET_FIRST: Final = bytes((0x0A, SECRET_LENGTH))
"""How the record of a key begins when its secret stands first, as every writer has it."""
_BEHIND_SECRET: Final = len(_SECRET_FIRST) + SECRET_LENGTH
_SECOND: Final = timedelta(seconds=1)
_LAST_SECOND: Final = (datetime.max.replace(tzinfo=UTC) - EPOCH) // _SECOND
_REPORT_TYPES: Final = {int(kind): kind for kind in ReportType}


@dataclass(frozen=True, slots=True)
class Export:
    """One file of published keys.

    Args:
        start: The first moment of the batch's window, in whole seconds.
        end: The first moment after it.
        region: Whose keys, such as `VN`.
        batch_num: Always 1 in ours; 1 to `batch_size`.
        batch_size: Always 1 in ours.
        signature_infos: The keys that sign, newest first, at most 10.
        keys: Published for the first time.
        revised_keys: Published before, now with another report type.

    Raises:
        ValueError: A field is outside these limits.
    """

    start: datetime
    end: datetime
    region: str
    batch_num: int = 1
    batch_size: int = 1
    signature_infos: tuple[SignatureInfo, ...] = ()
    keys: tuple[DiagnosisKey, ...] = ()
    revised_keys: tuple[DiagnosisKey, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what no export can hold."""
        if not EPOCH <= self.start <= self.end:
            raise ValueError("an export ends after it starts, and starts after 1970")
        if self.start.microsecond or self.end.microsecond:
            raise ValueError("an export's times are whole seconds")
        if not (1 <= self.batch_num <= self.batch_size and self.batch_size in INT32):
            raise ValueError("batch number is 1 to the batch size")
        if len(self.signature_infos) > SIGNATURES_LIMIT:
            raise ValueError(f"an export has at most {SIGNATURES_LIMIT} signature infos")
        if len(self.keys) + len(self.revised_keys) > KEYS_LIMIT:
            raise ValueError(f"an export has at most {KEYS_LIMIT} keys")


def ordered(keys: Iterable[DiagnosisKey]) -> tuple[DiagnosisKey, ...]:
    """Return `keys` in the order in which they are published: that of their bytes."""
    return tuple(sorted(keys, key=lambda key: key.key.secret))


def encoded(export: Export) -> bytes:
    """Return the canonical `export.bin`: fields in order of their numbers, keys in order of their bytes.

    Raises:
        ValueError: A key's start, risk or onset has more than 32 bits.
    """
    keys = (bytes_field(7, _key_message(key)) for key in ordered(export.keys))
    revised = (bytes_field(8, _key_message(key)) for key in ordered(export.revised_keys))
    return b"".join((preamble(export), *keys, *revised))


def preamble(export: Export) -> bytes:
    """Return what stands before the keys in `export.bin`: the header and fields 1 to 6."""
    infos = (bytes_field(6, signatures.info_message(info)) for info in export.signature_infos)
    return b"".join(
        (
            HEADER,
            fixed64_field(1, (export.start - EPOCH) // _SECOND),
            fixed64_field(2, (export.end - EPOCH) // _SECOND),
            bytes_field(3, export.region.encode()),
            number_field(4, export.batch_num),
            number_field(5, export.batch_size),
            *infos,
        )
    )


def decoded(export_bin: bytes) -> Export:
    """Return the export in an `export.bin`, its keys in the order of the file.

    Raises:
        MalformedMessage: It is no such file.
    """
    if export_bin[: len(HEADER)] != HEADER:
        raise MalformedMessage("export.bin starts with its 16-byte header")
    single: dict[int, int | bytes] = {4: 1, 5: 1}
    repeated: dict[int, list[bytes]] = {6: [], 7: [], 8: []}
    for number, value in fields(export_bin[len(HEADER) :]):
        messages = repeated.get(number)
        if messages is not None:
            messages.append(as_bytes(value, "a repeated field"))
            if len(messages) > KEYS_LIMIT:
                raise MalformedMessage(f"an export has at most {KEYS_LIMIT} keys")
        elif number <= _LAST_SINGLE:
            single[number] = value
    try:
        return Export(
            start=_moment(single, 1, "start_timestamp"),
            end=_moment(single, 2, "end_timestamp"),
            region=as_text(single.get(3, b""), "region"),
            batch_num=as_int32(single[4], "batch_num"),
            batch_size=as_int32(single[5], "batch_size"),
            signature_infos=tuple(map(signatures.info_in, repeated[6])),
            keys=tuple(_keys_in(repeated[7])),
            revised_keys=tuple(_keys_in(repeated[8])),
        )
    except MalformedMessage:
        raise
    except ValueError as wrong:
        raise MalformedMessage(str(wrong)) from wrong


def signed(export: Export, signers: Sequence[SigningKey]) -> bytes:
    """Return the archive that publishes `export`, signed by each of `signers`, newest first.

    Raises:
        ValueError: There are more than 10 signers, or a key's field has more than 32 bits.
    """
    named = replace(export, signature_infos=tuple(signer.info for signer in signers))
    export_bin = encoded(named)
    found = signatures.signatures(export_bin, signers, batch=(export.batch_num, export.batch_size))
    return archives.written({"export.bin": export_bin, "export.sig": signatures.encoded(found)})


def read(archive: bytes) -> tuple[Export, tuple[Signature, ...]]:
    """Return what an archive says and who it says signed it, without verifying anything.

    Raises:
        MalformedMessage: It is no export archive.
    """
    export_bin, export_sig = archives.read(archive, _LIMITS)
    return decoded(export_bin), signatures.decoded(export_sig)


def verify(archive: bytes, keys: Iterable[VerifyingKey]) -> Export:
    """Return the export in an archive, once a trusted key's signature over it holds.

    Args:
        archive: Any bytes.
        keys: The trusted keys.

    Raises:
        MalformedMessage: It is no export archive.
        RuleViolation: `export_key_unknown` and `export_signature_wrong` (see `signatures.verified`);
            `export_batch_wrong`: signature and export do not name the same batch; `export_key_twice`: a key is in it
            twice.
    """
    export_bin, export_sig = archives.read(archive, _LIMITS)
    signature = signatures.verified(export_bin, signatures.decoded(export_sig), keys)
    export = decoded(export_bin)
    stated = (signature.batch_num or export.batch_num, signature.batch_size or export.batch_size)
    if stated != (export.batch_num, export.batch_size):
        raise RuleViolation("export_batch_wrong", "the signature is for another batch")
    for published in (export.keys, export.revised_keys):
        if len({key.key.secret for key in published}) != len(published):
            raise RuleViolation("export_key_twice", "an export holds each key once")
    return export


def padded_size(real: int, jitter: int) -> int:
    """Return how many keys a batch of `real` keys is published with.

    Args:
        real: None are published as none; 1,000 and more as they are.
        jitter: A fresh random number, 0 to `PADDING_RANGE`.
    """
    return LEAST_KEYS + jitter if 1 <= real < LEAST_KEYS else real


def fillers(keys: Sequence[DiagnosisKey], size: int, secrets: Sequence[bytes]) -> tuple[DiagnosisKey, ...]:
    """Return the keys of nobody that make `keys` up to `size`, each with the metadata of one of them.

    Whose metadata is drawn anew for each filler, by bytes that are not in the file: so the counts of what is
    published tell the real ones only roughly.

    Args:
        keys: The real keys, at least one.
        size: From `padded_size`.
        secrets: 24 fresh random bytes for each filler.

    Raises:
        ValueError: There are no keys, or not as many secrets as fillers, or one has another length.
    """
    if not keys or len(secrets) != size - len(keys) or any(len(secret) != FILLER_LENGTH for secret in secrets):
        raise ValueError("padding needs a real key and 24 random bytes for each filler")
    return tuple(_filler(secret, keys) for secret in secrets)


def padded(keys: Sequence[DiagnosisKey], size: int, secrets: Sequence[bytes]) -> tuple[DiagnosisKey, ...]:
    """Return `keys` and their fillers as they are published: see `fillers`."""
    return ordered((*keys, *fillers(keys, size, secrets)))


def split(
    export: Export, keys: Iterable[DiagnosisKey], *, most: int = KEYS_A_FILE, first: int = 0
) -> tuple[Export, ...]:
    """Return the files of a batch: as few as hold `keys` with at most `most` in each, and of nearly equal size.

    File `i` ends `first + i` seconds after the window, because Android takes two files with one window for one.

    Args:
        export: The batch without its keys; its revised keys go with the first file.
        keys: Any number of keys.
        most: The most keys a file may have.
        first: How many files of this window came before.
    """
    published = ordered(keys)
    files = max(1, -(-len(published) // most))
    edges = [len(published) * number // files for number in range(files + 1)]
    return tuple(
        replace(
            export,
            end=export.end + (first + number) * _SECOND,
            keys=published[edges[number] : edges[number + 1]],
            revised_keys=() if number else export.revised_keys,
        )
        for number in range(files)
    )


def _key_message(key: DiagnosisKey) -> bytes:
    exposure, days = key.key, key.days_since_onset
    if exposure.rolling_start not in INT32 or key.transmission_risk not in INT32 or (days or 0) not in INT32:
        raise ValueError("a published key's start, risk and onset have 32 bits")
    parts = [bytes_field(1, exposure.secret), number_field(2, key.transmission_risk)]
    if exposure.rolling_start:
        parts.append(number_field(3, exposure.rolling_start))
    if exposure.rolling_period != KEY_INTERVALS_A_DAY:
        parts.append(number_field(4, exposure.rolling_period))
    if key.report_type is not ReportType.UNKNOWN:
        parts.append(number_field(5, key.report_type))
    if days is not None:
        parts.append(number_field(6, zigzag(days)))
    return b"".join(parts)


def _keys_in(messages: Iterable[bytes]) -> Iterator[DiagnosisKey]:
    """Yield what `_key_in` returns for each message, fast: few records differ in what stands behind the secret.

    Each such tail is read once; a tail that names the secret again is read every time.
    """
    known: dict[bytes, DiagnosisKey] = {}
    for message in messages:
        tail = message[_BEHIND_SECRET:]
        like = known.get(tail) if message[:2] == _SECRET_FIRST else None
        if like is None:
            yield (key := _key_in(message))
            if message[:2] == _SECRET_FIRST and all(number != 1 for number, _ in fields(tail)):
                known[tail] = key
        else:
            exposure = ExposureKey(message[2:_BEHIND_SECRET], like.key.rolling_start, like.key.rolling_period)
            yield DiagnosisKey(exposure, like.report_type, like.days_since_onset, like.transmission_risk)


def _key_in(message: bytes) -> DiagnosisKey:
    if len(message) > RECORD_LIMIT:
        raise MalformedMessage(f"the record of a key has at most {RECORD_LIMIT} bytes")
    found = {4: KEY_INTERVALS_A_DAY, **dict(fields(message))}
    key = ExposureKey(
        as_bytes(found.get(1, b""), "key_data"),
        as_int32(found.get(3, 0), "rolling_start_interval_number"),
        as_int32(found[4], "rolling_period"),
    )
    return DiagnosisKey(
        key=key,
        report_type=_REPORT_TYPES.get(as_unsigned(found.get(5, 0), "report_type"), ReportType.UNKNOWN),
        days_since_onset=as_sint32(found[6], "days_since_onset_of_symptoms") if 6 in found else None,  # noqa: PLR2004 -- the field's number in export.proto
        transmission_risk=as_int32(found.get(2, 0), "transmission_risk_level"),
    )


def _moment(found: dict[int, int | bytes], number: int, name: str) -> datetime:
    if number not in found:
        raise MalformedMessage(f"{name} is missing")
    seconds = as_unsigned(found[number], name)
    if seconds > _LAST_SECOND:
        raise MalformedMessage(f"{name} is a second before the year 10000")
    return EPOCH + seconds * _SECOND


def _filler(secret: bytes, keys: Sequence[DiagnosisKey]) -> DiagnosisKey:
    cloned = keys[int.from_bytes(secret[SECRET_LENGTH:]) % len(keys)]
    return replace(cloned, key=replace(cloned.key, secret=secret[:SECRET_LENGTH]))
