"""Publishing: the keys that a person agreed to share are held until nobody could be fooled by them.

What they say may change once, by whoever published them: the answer holds a revision token, and only with it are keys
that are known already taken as anything else (`bluezone.keyserver.revising`).
"""

import binascii
from base64 import b64decode
from dataclasses import replace
from datetime import datetime
from itertools import chain

from bluezone.keyserver import revising, rules
from bluezone.keyserver.parts import Parts
from bluezone.keyserver.rules import HeldKey, Verdict
from bluezone.keyserver.store import HoldKeys, PublishedBefore, ReviseKeys
from bluezone.keyserver.tokens import CERTIFICATE_INVALID, Certified
from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.protocol.keys import ExposureKey, ReportType
from bluezone.protocol.messages import PublishedKey, PublishRequest, PublishResponse, mac_matches

NOTHING: Verdict = Verdict((), (), ())


async def publish(parts: Parts, request: PublishRequest, _address: str) -> PublishResponse:
    """Hold the keys of a report until their release; sent again with the same certificate, it is answered alike."""
    moment = parts.clock.now()
    _check_authority(parts, request.health_authority_id)
    certified = parts.notary.certified(request.verification_payload, moment)
    if not mac_matches(request.temporary_exposure_keys, _hmac_key(request.hmac_key), certified.mac):
        raise RuleViolation(CERTIFICATE_INVALID, "the certificate is not about these keys")
    if request.revision_token:
        return await _revised(parts, request, certified, moment)
    if certified.report is ReportType.REVOKED:
        raise RuleViolation("missing_revision_token", "a negative test only changes what was published before")
    verdict = _judged(parts, request, request.temporary_exposure_keys, certified, moment)
    own = await _held(parts, verdict, certified.report, moment)
    return _answer(verdict, parts.revisions.token(own), len(verdict.held))


async def _revised(parts: Parts, request: PublishRequest, certified: Certified, moment: datetime) -> PublishResponse:
    """Change what keys say that were published before, and hold those that are new; after a negative test, none is."""
    known = parts.revisions.keys_in(request.revision_token)
    sent = request.temporary_exposure_keys
    if len(sent) > parts.policy.keys_in_a_report:
        raise RuleViolation("bad_request", f"a report has 1 to {parts.policy.keys_in_a_report} keys")
    apart = revising.told_apart(sent, known)
    changed = revising.revised_keys(
        apart.revised,
        moment=moment,
        report=certified.report,
        onset=_onset(parts, request, certified, moment),
        policy=parts.policy,
    )
    takes_new = apart.new and certified.report is not ReportType.REVOKED
    verdict = _judged(parts, request, list(apart.new), certified, moment) if takes_new else NOTHING
    await parts.writer.done(ReviseKeys(changed, moment))
    own = await _held(parts, verdict, certified.report, moment)
    named = {key.secret: key for key in chain((held.key.key for held in changed), own, known.values())}
    return _answer(verdict, parts.revisions.token(named.values()), len(changed) + len(verdict.held))


def _judged(
    parts: Parts, request: PublishRequest, keys: list[PublishedKey], certified: Certified, moment: datetime
) -> Verdict:
    onset = _onset(parts, request, certified, moment)
    verdict = rules.judged(keys, moment=moment, report=certified.report, onset=onset, policy=parts.policy)
    if not request.traveler:
        return verdict
    return replace(verdict, held=tuple(replace(held, traveller=True) for held in verdict.held))


def _onset(parts: Parts, request: PublishRequest, certified: Certified, moment: datetime) -> int:
    return rules.onset_interval(request.symptom_onset_interval, certified.onset, moment=moment, policy=parts.policy)


async def _held(parts: Parts, verdict: Verdict, report: ReportType, moment: datetime) -> list[ExposureKey]:
    """Hold keys and return those that only their sender can know: what was published before may be anybody's."""
    if not verdict.held:
        return []
    counted = None if report is ReportType.UNKNOWN else moment
    outcome = await parts.writer.done(HoldKeys(verdict.held, counted))
    known = outcome.secrets if isinstance(outcome, PublishedBefore) else frozenset()
    return [key for key in map(_key, verdict.held) if key.secret not in known]


def _key(held: HeldKey) -> ExposureKey:
    return held.key.key


def _check_authority(parts: Parts, name: str) -> None:
    known = parts.health_authorities
    if not name or (known and name not in known):
        raise RuleViolation("unknown_health_authority_id", "healthAuthorityID is not one that this server knows")


def _hmac_key(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (binascii.Error, ValueError) as wrong:
        raise MalformedMessage("hmacKey is not base64") from wrong


def _answer(verdict: Verdict, token: str, taken: int) -> PublishResponse:
    partial = bool(verdict.refused)
    return PublishResponse(
        revision_token=token,
        inserted_exposures=taken,
        code="partial_failure" if partial else "",
        error="; ".join(verdict.refused),
        warnings=list(verdict.warnings),
    )
