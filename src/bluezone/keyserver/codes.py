"""Codes: issued for the authority, exchanged by phones for a token and then for a certificate."""

from datetime import UTC, datetime
from email.utils import format_datetime
from functools import partial
from typing import Final
from uuid import UUID

from bluezone.keyserver import rules
from bluezone.keyserver.parts import Parts
from bluezone.keyserver.rules import Diagnosis, NewCode
from bluezone.keyserver.store import AddCode, ClaimCode, ClaimToken, CodeStatus, ExpireCode, FoundCode
from bluezone.keyserver.tallies import of_day, wait_name
from bluezone.protocol.errors import MalformedMessage, RuleViolation, Unavailable
from bluezone.protocol.messages import (
    MAC_LENGTH,
    BatchIssueRequest,
    BatchIssueResponse,
    CertificateRequest,
    CertificateResponse,
    CodeStatusRequest,
    CodeStatusResponse,
    IssueRequest,
    IssueResponse,
    VerifyRequest,
    VerifyResponse,
    from_base64,
)

DRAWS: Final = 20
"""How often a code is drawn anew when chance hit a living one: with a million living ones, never needed twice."""


async def verify(parts: Parts, request: VerifyRequest, address: str) -> VerifyResponse:
    """Exchange a code for a token. A wrong code costs its sender; used and unknown codes are answered alike."""
    moment = parts.clock.now()
    kinds = rules.accepted(request.accept)
    code = rules.folded_code(request.code)
    guessable = rules.is_guessable(code, parts.policy)
    parts.limits.check(address, moment, guessable=guessable)
    try:
        found = await parts.writer.read(partial(parts.store.found, code))
        parts.limits.check(address, moment, guessable=guessable)  # others may have failed while this one was looked up
        _check_living(found, kinds, moment)
        diagnosis = await parts.writer.done(ClaimCode(code, moment))
    except RuleViolation as refused:
        if refused.code in {"code_invalid", "code_expired"}:
            parts.limits.failed(address, moment)
        raise
    if not isinstance(diagnosis, Diagnosis):
        raise Unavailable("the code's diagnosis is not known")
    return VerifyResponse(
        testtype=diagnosis.test_type,
        symptom_date=diagnosis.symptom_date.isoformat() if diagnosis.symptom_date else "",
        test_date=diagnosis.test_date.isoformat() if diagnosis.test_date else "",
        token=parts.notary.token(diagnosis, moment),
    )


async def certify(parts: Parts, request: CertificateRequest, _address: str) -> CertificateResponse:
    """Exchange a token for a certificate, again if the answer was lost: with the same HMAC, as long as the token lives."""
    moment = parts.clock.now()
    token = parts.notary.opened_token(request.token, moment)
    try:
        mac = from_base64(request.ekeyhmac, length=MAC_LENGTH, name="ekeyhmac")
    except MalformedMessage as wrong:
        raise RuleViolation("hmac_invalid", f"ekeyhmac is the base64 of {MAC_LENGTH} bytes") from wrong
    certificate = parts.notary.certificate(token.diagnosis, mac, moment)
    waited = of_day(moment, wait_name(moment - (token.until - parts.policy.token_life)))
    tally = None if token.diagnosis.test_type == rules.PROBE else waited
    await parts.writer.done(ClaimToken(token.token_id, mac, token.until, tally))
    return CertificateResponse(certificate=certificate)


async def issue(parts: Parts, request: IssueRequest, _address: str) -> IssueResponse:
    """Make a code for a case."""
    moment = parts.clock.now()
    diagnosis = rules.diagnosis_stated(request, moment=moment, policy=parts.policy)
    code_id = rules.checked_code_id(request.uuid) if request.uuid else _fresh_id(parts)
    return _issued(await _added(parts, diagnosis, code_id, moment))


async def batch_issue(parts: Parts, request: BatchIssueRequest, address: str) -> BatchIssueResponse:
    """Make up to ten codes, each answered for itself."""
    if not 1 <= len(request.codes) <= parts.policy.codes_in_a_batch:
        raise MalformedMessage(f"a batch has 1 to {parts.policy.codes_in_a_batch} codes")
    return BatchIssueResponse(codes=[await _one_of_many(parts, one, address) for one in request.codes])


async def status(parts: Parts, request: CodeStatusRequest, _address: str) -> CodeStatusResponse:
    """Say whether a code was claimed, and until when it can be."""
    code_id = rules.checked_code_id(request.uuid)
    found = await parts.writer.read(partial(parts.store.status, code_id))
    if found is None:
        raise RuleViolation("code_not_found", "no code with this uuid is known")
    return _status(found)


async def expire(parts: Parts, request: CodeStatusRequest, _address: str) -> CodeStatusResponse:
    """End an unclaimed code now."""
    code_id = rules.checked_code_id(request.uuid)
    await parts.writer.done(ExpireCode(code_id, parts.clock.now()))
    found = await parts.writer.read(partial(parts.store.status, code_id))
    return _status(found or CodeStatus(claimed=False, short_until=None, long_until=None))


def _check_living(found: FoundCode | None, kinds: frozenset[str], moment: datetime) -> None:
    """Refuse a code before it is queued, at once: no guess can run ahead of the count of the guesses before it."""
    if found is None:
        raise RuleViolation("code_invalid", "the code is not valid")
    if found.until <= moment:
        raise RuleViolation("code_expired", "the code has expired")
    rules.check_accepted(found.diagnosis, kinds)


async def _added(parts: Parts, diagnosis: Diagnosis, code_id: str, moment: datetime) -> NewCode:
    for _ in range(DRAWS):
        code = rules.issued(diagnosis, code_id=code_id, below=parts.chance.below, moment=moment, policy=parts.policy)
        try:
            await parts.writer.done(AddCode(code, moment))
        except RuleViolation as refused:
            if refused.code != "code_taken":
                raise
        else:
            return code
    raise Unavailable("no free code was found")


async def _one_of_many(parts: Parts, request: IssueRequest, address: str) -> IssueResponse:
    try:
        return await issue(parts, request, address)
    except RuleViolation as refused:
        return IssueResponse(error=str(refused), error_code=refused.code)
    except MalformedMessage as wrong:
        return IssueResponse(error=str(wrong), error_code="unparsable_request")


def _fresh_id(parts: Parts) -> str:
    return str(UUID(bytes=parts.chance.random(16), version=4))


def _issued(code: NewCode) -> IssueResponse:
    return IssueResponse(
        uuid=code.code_id,
        code=code.short,
        expires_at=_rfc_1123(code.short_until),
        expires_at_timestamp=_seconds(code.short_until),
        long_code=code.long,
        long_expires_at=_rfc_1123(code.long_until),
        long_expires_at_timestamp=_seconds(code.long_until),
    )


def _status(found: CodeStatus) -> CodeStatusResponse:
    return CodeStatusResponse(
        claimed=found.claimed,
        expires_at_timestamp=_seconds(found.short_until),
        long_expires_at_timestamp=_seconds(found.long_until),
    )


def _rfc_1123(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def _seconds(moment: datetime | None) -> int:
    return 0 if moment is None else int(moment.timestamp())
