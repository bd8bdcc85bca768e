"""The rules of the key server: what it accepts, what it refuses, and for how long.

Everything here is a pure function of its arguments: time, randomness and policy are handed in. Sources:
google/exposure-notifications-server `2041f77` (`docs/tek_validation.md`, `internal/publish/model`) for reports,
google/exposure-notifications-verification-server `5a27cc4` (`docs/api.md`, `pkg/config`) for codes. Each rule with its
reason is in `docs/guides/keyserver.md`.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Final

from bluezone.keyserver.buckets import IN_ALL, OF_AN_ADDRESS, Allowance
from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.protocol.intervals import KEY_INTERVALS_A_DAY, day_of, key_interval_at, key_moment, midnight
from bluezone.protocol.keys import (
    REPLAY_MARGIN,
    SECRET_LENGTH,
    DiagnosisKey,
    ExposureKey,
    ReportType,
    publishable_from,
)
from bluezone.protocol.messages import IssueRequest, PublishedKey, from_base64

HOUR: Final = timedelta(hours=1)
LONG_CODE_ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"
"""Thirty-one signs that nobody mistakes for one another on a slip of paper: sixteen of them carry 79 bits."""
RECURSIVE: Final = "recursive"
"""A warned contact warns on: report type RECURSIVE, which counts for nobody unless a policy says so."""
PROBE: Final = "probe"
"""A test of the server itself: keys of nobody, report type UNKNOWN, counted nowhere."""
TEST_TYPES: Final = ("confirmed", "likely", "negative", RECURSIVE, PROBE)
"""Every kind of test; code rows keep a place in this list, so it only grows at its end."""
LADDER: Final = TEST_TYPES[:3]
"""From the narrowest to the widest: a client that accepts one accepts those before it; the others it has to name."""
SELF_REPORT: Final = "user-report"
"""A test type that clients may accept and that this server does not issue."""
REPORT_TYPES: Final = {
    "confirmed": ReportType.CONFIRMED_TEST,
    "likely": ReportType.CLINICAL_DIAGNOSIS,
    "negative": ReportType.REVOKED,
    RECURSIVE: ReportType.RECURSIVE,
    PROBE: ReportType.UNKNOWN,
}
"""What a certificate may say; a negative test is never a first report."""
FILLED_RISK: Final = {
    ReportType.CONFIRMED_TEST: 2,
    ReportType.CLINICAL_DIAGNOSIS: 4,
    ReportType.REVOKED: 6,
    ReportType.RECURSIVE: 0,
    ReportType.UNKNOWN: 0,
}
"""The transmission risk that stands in for a zero, for clients that still read it."""
HIGHEST_RISK: Final = 8
LONGEST_PERIOD: Final = KEY_INTERVALS_A_DAY
KEY_INTERVALS_AN_HOUR: Final = 6
LONGEST_TZ_OFFSET: Final = 14 * 60
"""No time zone is further from UTC, in minutes."""

_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Policy:
    """The numbers that a ministry may change; the defaults are those of Exposure Notification Express."""

    short_code_digits: int = 8
    short_code_life: timedelta = timedelta(minutes=15)
    long_code_length: int = 16
    long_code_life: timedelta = timedelta(hours=24)
    token_life: timedelta = timedelta(hours=24)
    certificate_life: timedelta = timedelta(minutes=15)
    clock_skew: timedelta = timedelta(seconds=5)
    """How far a token or certificate is dated back, for verifiers whose clock is behind."""

    codes_in_a_batch: int = 10
    test_types: tuple[str, ...] = TEST_TYPES
    oldest_symptoms: timedelta = timedelta(days=28)

    keys_in_a_report: int = 30
    keys_with_one_start: int = 3
    oldest_key: timedelta = timedelta(hours=360)
    onset_unknown: timedelta = timedelta(days=4)
    """How long before the report symptoms are taken to have begun when nobody says so."""
    onset_span: int = 14
    """Days before and after the onset outside which a key says nothing about infection."""

    failures_of_an_address: Allowance = OF_AN_ADDRESS
    failures_in_all: Allowance = IN_ALL

    most_letters: int = 100_000
    """How many letters the mailbox holds."""

    keep_codes: timedelta = timedelta(hours=48)
    keep_status: timedelta = timedelta(days=14)
    keep_keys: timedelta = timedelta(days=15)
    keep_letters: timedelta = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What an officer states when asking for a code: the kind of test and at most one day."""

    test_type: str
    symptom_date: date | None = None
    test_date: date | None = None


@dataclass(frozen=True, slots=True)
class NewCode:
    """One code issued in two forms, and until when each works."""

    code_id: str
    short: str = field(repr=False)
    long: str = field(repr=False)
    short_until: datetime
    long_until: datetime
    diagnosis: Diagnosis


@dataclass(frozen=True, slots=True)
class HeldKey:
    """A diagnosis key, the full hour from which it may be published, and whether its owner said to have travelled."""

    key: DiagnosisKey
    release: datetime
    traveller: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of the keys of one report.

    Args:
        held: Those to store.
        refused: One sentence for each key that breaks a rule.
        warnings: One sentence for each key left out because it says nothing about infection.
    """

    held: tuple[HeldKey, ...]
    refused: tuple[str, ...]
    warnings: tuple[str, ...]


def hour_at_or_after(moment: datetime) -> datetime:
    """Return the first full hour, UTC, at or after `moment`."""
    start = moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return start if start == moment else start + HOUR


def release_hour(key: ExposureKey, moment: datetime) -> datetime:
    """Return the hour from which `key`, uploaded at `moment`, may be published: no phone could still be fooled by it."""
    return hour_at_or_after(max(moment, publishable_from(key)))


def judged(keys: list[PublishedKey], *, moment: datetime, report: ReportType, onset: int, policy: Policy) -> Verdict:
    """Return what becomes of each key of a report.

    Args:
        keys: As the phone sent them.
        moment: When they arrived.
        report: What the certificate states.
        onset: The key interval of the first symptoms' day, from `onset_interval`.
        policy: The limits.

    Raises:
        RuleViolation: `bad_request` when the whole report is refused: no key, too many, too many that start together,
            others that overlap, or none that keeps the rules.
    """
    if not 1 <= len(keys) <= policy.keys_in_a_report:
        raise RuleViolation("bad_request", f"a report has 1 to {policy.keys_in_a_report} keys")
    verdict = _sorted_out(keys, moment=moment, report=report, onset=onset, policy=policy)
    if not verdict.held and verdict.refused:
        raise RuleViolation("bad_request", f"no key of this report can be taken: {verdict.refused[0]}")
    _refuse_overlaps([held.key.key for held in verdict.held], policy)
    return verdict


def onset_interval(stated: int, certified: int, *, moment: datetime, policy: Policy) -> int:
    """Return the key interval of the day of the first symptoms: the phone's word, else the certificate's, else a guess.

    A value that is not within the last 28 days counts as not said. The guess is four days before the report, as in
    Exposure Notification Express: with it, no exported key shows whether its owner named a day.
    """
    now = key_interval_at(moment)
    oldest = key_interval_at(midnight(day_of(moment - policy.oldest_symptoms)))
    for said in (stated, certified):
        if oldest <= said < now:
            return key_interval_at(midnight(day_of(key_moment(said))))
    return key_interval_at(midnight(day_of(moment - policy.onset_unknown)))


def report_type(word: str) -> ReportType:
    """Return the report type that a certificate states.

    Raises:
        RuleViolation: It is none that this server knows.
    """
    if word not in REPORT_TYPES:
        raise RuleViolation(
            "health_authority_verification_certificate_invalid",
            "the certificate's report type is not one that is taken",
        )
    return REPORT_TYPES[word]


def issued(
    diagnosis: Diagnosis, *, code_id: str, below: Callable[[int], int], moment: datetime, policy: Policy
) -> NewCode:
    """Return a new code.

    Args:
        diagnosis: What it will stand for.
        code_id: The identifier under which its status can be asked.
        below: Draws a number from 0 to one less than its argument, unpredictably.
        moment: When it is issued; codes live by full seconds.
        policy: Lengths and lives.
    """
    digits = policy.short_code_digits
    moment = moment.replace(microsecond=0)
    return NewCode(
        code_id=code_id,
        short=f"{below(10**digits):0{digits}d}",
        long="".join(LONG_CODE_ALPHABET[below(len(LONG_CODE_ALPHABET))] for _ in range(policy.long_code_length)),
        short_until=moment + policy.short_code_life,
        long_until=moment + policy.long_code_life,
        diagnosis=diagnosis,
    )


def folded_code(text: str) -> str:
    """Return a code as it is stored, whatever case, spaces and hyphens a person put into it."""
    return text.replace(" ", "").replace("-", "").lower()


def is_guessable(text: str, policy: Policy) -> bool:
    """Return whether a code is so short that wrong ones must be counted together, whoever sends them."""
    return len(folded_code(text)) < policy.long_code_length


def checked_code_id(text: str) -> str:
    """Return the identifier of a code in small letters; it is a UUID, so that nothing about a person can be one.

    Raises:
        MalformedMessage: `text` is not a UUID.
    """
    if not _UUID.fullmatch(folded := text.lower()):
        raise MalformedMessage("uuid is not a UUID")
    return folded


def diagnosis_stated(request: IssueRequest, *, moment: datetime, policy: Policy) -> Diagnosis:
    """Return what an officer's request states; the symptoms' day wins over the test's.

    Args:
        request: `tz_offset` counts the minutes by which the officer's clock is ahead of UTC: it decides which day is
            in the future.
        moment: When it is asked.
        policy: The limits.

    Raises:
        RuleViolation: `invalid_test_type`, or `invalid_date` when a day is no day, in the future or over 28 days past.
    """
    if request.test_type not in policy.test_types:
        raise RuleViolation("invalid_test_type", f"testType is one of {', '.join(policy.test_types)}")
    if not -LONGEST_TZ_OFFSET <= request.tz_offset <= LONGEST_TZ_OFFSET:
        raise RuleViolation("invalid_date", f"tzOffset is at most {LONGEST_TZ_OFFSET} minutes")
    today = day_of(moment + timedelta(minutes=request.tz_offset))
    symptoms = _day(request.symptom_date, name="symptomDate", today=today, policy=policy)
    tested = _day(request.test_date, name="testDate", today=today, policy=policy)
    return Diagnosis(request.test_type, symptoms, None if symptoms else tested)


def accepted(accept: Iterable[str]) -> frozenset[str]:
    """Return the kinds of test that a client can handle; one that says nothing handles those of `LADDER`.

    Raises:
        RuleViolation: `invalid_test_type`: a word that does not exist.
    """
    words = list(accept)
    if any(word not in (*TEST_TYPES, SELF_REPORT) for word in words):
        raise RuleViolation("invalid_test_type", "accept holds a test type that does not exist")
    steps = [LADDER.index(word) + 1 for word in words if word in LADDER] if words else [len(LADDER)]
    return frozenset((*LADDER[: max(steps, default=0)], *words))


def check_accepted(diagnosis: Diagnosis, kinds: frozenset[str]) -> None:
    """Refuse a code whose kind of test the client says it cannot handle.

    Raises:
        RuleViolation: `unsupported_test_type`.
    """
    if diagnosis.test_type not in kinds:
        raise RuleViolation("unsupported_test_type", "the code stands for a test type that the client does not accept")


def subject(diagnosis: Diagnosis) -> str:
    """Return `testType.symptomDate.testDate`, the subject of a token; a day that is not known is empty."""
    days = (day.isoformat() if day else "" for day in (diagnosis.symptom_date, diagnosis.test_date))
    return ".".join((diagnosis.test_type, *days))


def diagnosis_in(text: str) -> Diagnosis:
    """Return the diagnosis that a token's subject states.

    Raises:
        RuleViolation: `token_invalid`: it is not one.
    """
    test_type, *days = text.split(".")
    if test_type not in TEST_TYPES or len(days) != len(("symptomDate", "testDate")):
        raise RuleViolation("token_invalid", "the token's subject is not a diagnosis")
    try:
        symptoms, tested = (date.fromisoformat(day) if day else None for day in days)
    except ValueError:
        raise RuleViolation("token_invalid", "the token's subject is not a diagnosis") from None
    return Diagnosis(test_type, symptoms, tested)


def certified_onset(diagnosis: Diagnosis) -> int | None:
    """Return `symptomOnsetInterval` of a certificate: the key interval at which the symptoms' day begins, if known."""
    return None if diagnosis.symptom_date is None else key_interval_at(midnight(diagnosis.symptom_date))


def _sorted_out(
    keys: list[PublishedKey], *, moment: datetime, report: ReportType, onset: int, policy: Policy
) -> Verdict:
    held: dict[bytes, HeldKey] = {}
    refused: list[str] = []
    warnings: list[str] = []
    spoken = range(key_interval_at(moment - policy.oldest_key) + 1, key_interval_at(moment) + 1)
    arrival = hour_at_or_after(moment)
    harmless = key_interval_at(arrival - REPLAY_MARGIN)
    onset_day = onset // KEY_INTERVALS_A_DAY
    for place, sent in enumerate(keys):
        try:
            key = _exposure_key(sent, spoken)
        except MalformedMessage as wrong:
            refused.append(f"key {place}: {wrong}")
            continue
        days = key.rolling_start // KEY_INTERVALS_A_DAY - onset_day
        if abs(days) > policy.onset_span:
            warnings.append(f"key {place}: more than {policy.onset_span} days from the first symptoms, left out")
            continue
        release = arrival if key.rolling_end <= harmless else release_hour(key, moment)
        risk = sent.transmission_risk or FILLED_RISK[report]
        held.setdefault(key.secret, HeldKey(DiagnosisKey(key, report, days, risk), release))
    return Verdict(tuple(held.values()), tuple(refused), tuple(warnings))


def _exposure_key(sent: PublishedKey, spoken: range) -> ExposureKey:
    """Return the key that was sent, if it was on the air within the key intervals `spoken`."""
    secret = from_base64(sent.key, length=SECRET_LENGTH, name="key")
    if not 1 <= sent.rolling_period <= LONGEST_PERIOD:
        raise MalformedMessage(f"rollingPeriod is 1 to {LONGEST_PERIOD}")
    if sent.rolling_start_number >= spoken.stop:
        raise MalformedMessage("rollingStartNumber is in the future")
    if sent.rolling_start_number + sent.rolling_period < spoken.start:
        raise MalformedMessage(f"the key ended more than {len(spoken) // KEY_INTERVALS_AN_HOUR} hours ago")
    if not 0 <= sent.transmission_risk <= HIGHEST_RISK:
        raise MalformedMessage(f"transmissionRisk is 0 to {HIGHEST_RISK}")
    return ExposureKey(secret, sent.rolling_start_number, sent.rolling_period)


def _refuse_overlaps(keys: list[ExposureKey], policy: Policy) -> None:
    spans = sorted((key.rolling_start, key.rolling_end) for key in keys)
    if all(ended <= later for (_, ended), (later, _) in pairwise(spans)):
        return  # the usual report: each key ends before the next begins
    starts = Counter(start for start, _ in spans)
    if any(many > policy.keys_with_one_start for many in starts.values()):
        raise RuleViolation("bad_request", f"at most {policy.keys_with_one_start} keys start together")
    longest = dict(spans)  # the last of those that start together ends last
    if any(later < ended for (_, ended), (later, _) in pairwise(longest.items())):
        raise RuleViolation("bad_request", "keys that do not start together do not overlap")


def _day(text: str, *, name: str, today: date, policy: Policy) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None or not today - policy.oldest_symptoms <= day <= today:
        raise RuleViolation(
            "invalid_date", f"{name} is a day, YYYY-MM-DD, of the last {policy.oldest_symptoms.days} days"
        )
    return day
