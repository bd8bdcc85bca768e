"""Publishing: the keys that a person agreed to share are held until nobody could be fooled by them."""

import binascii
from base64 import b64decode

from bluezone.keyserver import rules
from bluezone.keyserver.parts import Parts
from bluezone.keyserver.rules import Verdict
from bluezone.keyserver.store import HoldKeys
from bluezone.keyserver.tokens import CERTIFICATE_INVALID
from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.protocol.keys import ReportType
from bluezone.protocol.messages import PublishRequest, PublishResponse, mac_matches


async def publish(parts: Parts, request: PublishRequest, _address: str) -> PublishResponse:
    """Hold the keys of a report until their release; sent again with the same certificate, it is answered alike."""
    moment = parts.clock.now()
    _check_authority(parts, request.health_authority_id)
    certified = parts.notary.certified(request.verification_payload, moment)
    if not mac_matches(request.temporary_exposure_keys, _hmac_key(request.hmac_key), certified.mac):
        raise RuleViolation(CERTIFICATE_INVALID, "the certificate is not about these keys")
    if certified.report is ReportType.REVOKED:
        raise RuleViolation("missing_revision_token", "a negative test only changes what was published before")
    onset = rules.onset_interval(request.symptom_onset_interval, certified.onset, moment=moment, policy=parts.policy)
    verdict = rules.judged(
        request.temporary_exposure_keys, moment=moment, report=certified.report, onset=onset, policy=parts.policy
    )
    if verdict.held:
        await parts.writer.done(HoldKeys(verdict.held, moment))
    return _answer(verdict)


def _check_authority(parts: Parts, name: str) -> None:
    known = parts.health_authorities
    if not name or (known and name not in known):
        raise RuleViolation("unknown_health_authority_id", "healthAuthorityID is not one that this server knows")


def _hmac_key(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (binascii.Error, ValueError) as wrong:
        raise MalformedMessage("hmacKey is not base64") from wrong


def _answer(verdict: Verdict) -> PublishResponse:
    partial = bool(verdict.refused)
    return PublishResponse(
        inserted_exposures=len(verdict.held),
        code="partial_failure" if partial else "",
        error="; ".join(verdict.refused),
        warnings=list(verdict.warnings),
    )
