"""Issuing one code, and ending one; the code itself is handed back once and kept nowhere."""

import logging
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from bluezone.authority.audit.services import record
from bluezone.authority.codes.case_desk import case_desk
from bluezone.authority.codes.keyserver import CodeServer, NewCode, Wanted
from bluezone.authority.codes.models import Code
from bluezone.authority.codes.queries import MESSAGE_PURPOSE, days_before, issued_by, issued_for, local_day
from bluezone.authority.codes.rules.quotas import check_one_more, is_unusual
from bluezone.authority.codes.rules.words import CodeState, StandsFor, Way
from bluezone.authority.codes.texts import sms_text
from bluezone.authority.delivery.models import Message
from bluezone.authority.delivery.rules import State, normalised_number
from bluezone.authority.delivery.services import send, settle
from bluezone.authority.territory.models import Unit
from bluezone.protocol.errors import RuleViolation, Unavailable

logger = logging.getLogger(__name__)

PURPOSE: Final = "code"


@dataclass(frozen=True, slots=True)
class Order:
    """A code that somebody orders.

    Args:
        id: A fresh UUID, made with the form: sent twice, it is one code.
        unit: For whom it counts.
        way: How it reaches the patient.
        test_day: The day of the test.
        onset_on: First symptoms.
        phone: Where an SMS goes.
        language: Of the SMS.
        case: Whose code it is; None for somebody who is no case here.
        replaces: The code that it is issued instead of, which is ended.
        stands_for: What it says about its bearer; the key server keeps that, this desk does not.
    """

    id: UUID
    unit: Unit
    way: Way
    test_day: date
    onset_on: date | None = None
    phone: str = field(default="", repr=False)
    language: str = "vi"
    case: UUID | None = None
    replaces: Code | None = None
    stands_for: StandsFor = StandsFor.CONFIRMED


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """A code as it is shown, once.

    Args:
        id: Its id.
        code: What the patient gets: eight digits to hear, or sixteen signs to read.
        long_code: The same for an SMS or a slip; None when it is read aloud.
        expires_at: Until when it works.
    """

    id: UUID
    code: str = field(repr=False)
    long_code: str | None = field(repr=False)
    expires_at: datetime


def issue_code(order: Order, *, actor: str, moment: datetime, server: CodeServer) -> IssuedCode:
    """Ask for a code, note that it was issued, send it where it is to be sent, and return it.

    Raises:
        RuleViolation: `quota_officer`, `quota_unit`, `not_a_mobile_number`, `code_shown_before`, `invalid_date`.
        Unavailable: The keyserver does not answer; nothing was noted.
    """
    day = local_day(moment)
    check_one_more(issued_by(actor, day), issued_for(order.unit, day))
    phone = normalised_number(order.phone) if order.way is Way.SMS else ""
    if Code.objects.filter(pk=order.id).exists():
        raise RuleViolation("code_shown_before", "a code was issued with this form before")
    [made] = server.issue([Wanted(order.id, order.test_day, order.onset_on, order.stands_for)])
    if isinstance(made, RuleViolation):
        known = made.code == "uuid_already_exists"
        raise RuleViolation("code_shown_before", "a code was issued with this form before") if known else made
    _noted(order, made, phone, actor=actor, moment=moment)
    if order.replaces is not None:
        with suppress(RuleViolation, Unavailable):  # a claimed one stays claimed; else it ends by itself
            revoke(order.replaces, actor=actor, moment=moment, server=server)
    return _shown(order.way, made)


def revoke(code: Code, *, actor: str, moment: datetime, server: CodeServer) -> Code:
    """End a code now; ended twice is ended once.

    Raises:
        RuleViolation: `code_claimed`: it was used already, which is noted; `code_over`: it ended by itself.
        Unavailable: The keyserver does not answer; the code still works.
    """
    if code.state == CodeState.REVOKED:
        return code
    try:
        server.expire(code.pk)
    except RuleViolation as refused:
        _note_over(code, refused.code, moment)
        reason = "code_claimed" if code.state == CodeState.CLAIMED else "code_over"
        raise RuleViolation(reason, "this code can no longer be revoked") from refused
    with transaction.atomic():
        code.state, code.revoked_at = CodeState.REVOKED, moment
        code.save(update_fields=["state", "revoked_at"])
        record(actor, "code.revoke", code, PURPOSE, moment)
    return code


@transaction.atomic
def note_sent(message: Message, *, actor: str, moment: datetime) -> None:
    """Note that an officer sent a message with a code by hand; its telephone and text are erased."""
    settle(message, State.DELIVERED, actor=actor, moment=moment)


def life(way: Way, made: NewCode) -> datetime:
    """Return until when the form that a patient gets works."""
    return made.short_until if way is Way.ALOUD else made.long_until


def _noted(order: Order, made: NewCode, phone: str, *, actor: str, moment: datetime) -> None:
    try:
        with transaction.atomic():
            code = Code.objects.create(
                id=order.id,
                unit=order.unit,
                way=order.way,
                test_day=order.test_day,
                onset_on=order.onset_on,
                issued_at=moment,
                issued_by=actor,
                expires_at=life(order.way, made),
                replaces=order.replaces,
            )
            record(actor, "code.issue", code, PURPOSE, moment)
            if order.case is not None:
                case_desk().attach(code, order.case)
            if phone:
                text = sms_text(made.long, made.long_until, order.language)
                key = f"code:{code.pk}"
                send(phone, text, key=key, purpose=MESSAGE_PURPOSE, actor=actor, moment=moment, unit=order.unit)
            _look_at_the_day(order.unit, moment)
    except IntegrityError as wrong:
        raise RuleViolation("code_shown_before", "a code was issued with this form before") from wrong


def _look_at_the_day(unit: Unit, moment: datetime) -> None:
    """Note, once, that more codes are issued for a unit than on the days before."""
    day = local_day(moment)
    today, earlier = issued_for(unit, day), days_before(unit, day)
    if is_unusual(today, earlier) and not is_unusual(today - 1, earlier):
        record("system", "code.unusual", unit, PURPOSE, moment)
        logger.warning("more codes are issued for a unit than on other days", extra={"codes": today})


def _note_over(code: Code, refusal: str, moment: datetime) -> None:
    claimed = refusal == "code_invalid"
    code.state = CodeState.CLAIMED if claimed else CodeState.EXPIRED
    code.claimed_hour = moment.replace(minute=0, second=0, microsecond=0) if claimed else None
    code.save(update_fields=["state", "claimed_hour"])


def _shown(way: Way, made: NewCode) -> IssuedCode:
    if way is Way.ALOUD:
        return IssuedCode(made.id, made.short, None, made.short_until)
    return IssuedCode(made.id, made.long, made.long, made.long_until)
