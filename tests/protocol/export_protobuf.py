"""The export format as Google's own library understands it: the judge of our bytes."""

from typing import Any, Final

from google.protobuf.descriptor_pb2 import FieldDescriptorProto as Field
from google.protobuf.descriptor_pb2 import FileDescriptorProto
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message_factory import GetMessageClass

from bluezone.protocol.exports import HEADER, Export, ordered
from bluezone.protocol.intervals import EPOCH
from bluezone.protocol.keys import DiagnosisKey, ReportType
from bluezone.protocol.signatures import SignatureInfo

_MESSAGES: Final[dict[str, list[tuple[int, str, Any]]]] = {
    "TemporaryExposureKeyExport": [
        (1, "start_timestamp", Field.TYPE_FIXED64),
        (2, "end_timestamp", Field.TYPE_FIXED64),
        (3, "region", Field.TYPE_STRING),
        (4, "batch_num", Field.TYPE_INT32),
        (5, "batch_size", Field.TYPE_INT32),
        (6, "signature_infos", "SignatureInfo"),
        (7, "keys", "TemporaryExposureKey"),
        (8, "revised_keys", "TemporaryExposureKey"),
    ],
    "SignatureInfo": [
        (3, "verification_key_version", Field.TYPE_STRING),
        (4, "verification_key_id", Field.TYPE_STRING),
        (5, "signature_algorithm", Field.TYPE_STRING),
    ],
    "TemporaryExposureKey": [
        (1, "key_data", Field.TYPE_BYTES),
        (2, "transmission_risk_level", Field.TYPE_INT32),
        (3, "rolling_start_interval_number", Field.TYPE_INT32),
        (4, "rolling_period", Field.TYPE_INT32),
        (5, "report_type", Field.TYPE_INT32),
        (6, "days_since_onset_of_symptoms", Field.TYPE_SINT32),
        (8, "variant_of_concern", Field.TYPE_INT32),
    ],
    "TEKSignatureList": [(1, "signatures", "TEKSignature")],
    "TEKSignature": [
        (1, "signature_info", "SignatureInfo!"),
        (2, "batch_num", Field.TYPE_INT32),
        (3, "batch_size", Field.TYPE_INT32),
        (4, "signature", Field.TYPE_BYTES),
    ],
}
"""Numbers and types as in export.proto; an enum has the wire form of an int32. `!` marks a message that is not repeated."""


def _classes() -> dict[str, Any]:
    file = FileDescriptorProto(name="export.proto", package="judge", syntax="proto2")
    for name, fields in _MESSAGES.items():
        message = file.message_type.add(name=name)
        for number, field_name, kind in fields:
            field = message.field.add(number=number, name=field_name, label=Field.LABEL_OPTIONAL)
            if isinstance(kind, str):
                field.type, field.type_name = Field.TYPE_MESSAGE, f".judge.{kind.rstrip('!')}"
                field.label = Field.LABEL_OPTIONAL if kind.endswith("!") else Field.LABEL_REPEATED
            else:
                field.type = kind
    pool = DescriptorPool()
    pool.Add(file)
    return {name: GetMessageClass(pool.FindMessageTypeByName(f"judge.{name}")) for name in _MESSAGES}


CLASSES: Final = _classes()


def judged_bin(export: Export) -> bytes:
    """`export.bin` as Google's library and key server write it."""
    message = CLASSES["TemporaryExposureKeyExport"](
        start_timestamp=int((export.start - EPOCH).total_seconds()),
        end_timestamp=int((export.end - EPOCH).total_seconds()),
        region=export.region,
        batch_num=export.batch_num,
        batch_size=export.batch_size,
        signature_infos=[judged_info(info) for info in export.signature_infos],
        keys=[judged_key(key) for key in ordered(export.keys)],
        revised_keys=[judged_key(key) for key in ordered(export.revised_keys)],
    )
    written: bytes = message.SerializeToString(deterministic=True)
    return HEADER + written


def judged_key(key: DiagnosisKey) -> Any:
    """One key; period and start are left out at their defaults, as the key server does."""
    message = CLASSES["TemporaryExposureKey"](key_data=key.key.secret, transmission_risk_level=key.transmission_risk)
    if key.key.rolling_start:
        message.rolling_start_interval_number = key.key.rolling_start
    if key.key.rolling_period != 144:
        message.rolling_period = key.key.rolling_period
    if key.report_type is not ReportType.UNKNOWN:
        message.report_type = key.report_type
    if key.days_since_onset is not None:
        message.days_since_onset_of_symptoms = key.days_since_onset
    return message


def judged_info(info: SignatureInfo) -> Any:
    """The name of a signer; an empty text is left out."""
    texts = {
        "verification_key_version": info.key_version,
        "verification_key_id": info.key_id,
        "signature_algorithm": info.algorithm,
    }
    return CLASSES["SignatureInfo"](**{name: text for name, text in texts.items() if text})
