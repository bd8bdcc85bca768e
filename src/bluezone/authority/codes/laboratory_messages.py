"""What a laboratory's program and the authority say to each other: JSON, each field with its limit.

A field that is not listed is refused, so that a misspelt one is noticed. The description for programmers is made from
these types (`/api/laboratory/schema.json`); `docs/guides/laboratory-api.md` explains it.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Final

from msgspec import Meta, Struct

AT_ONCE: Final = 100
"""The most results of one request."""

Number = Annotated[str, Meta(pattern=r"\A[\x21-\x7e]{1,80}\Z", description="Unique within the laboratory, for ever.")]
Year = Annotated[int, Meta(ge=1895, le=2100)]


class TestKind(StrEnum):
    """How a sample was tested."""

    PCR = "pcr"
    ANTIGEN = "antigen"
    ANTIBODY = "antibody"
    OTHER = "other"


class Found(StrEnum):
    """What was found."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    INCONCLUSIVE = "inconclusive"


class Sex(StrEnum):
    """As an identity paper states it."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


class TestedPerson(Struct, kw_only=True, forbid_unknown_fields=True):
    """Who was tested. All but the name may be left out.

    Args:
        name: Full name.
        sex: As the identity paper states it.
        birth_date: Day of birth; instead of it `birth_year`.
        birth_year: Year of birth.
        phone: A mobile number of Vietnam: there the code goes.
        address: Where the person lives.
        personal_number: Number of the identity paper.
        commune: Code of the commune where the person lives, five digits; it decides which unit is in charge.
    """

    name: Annotated[str, Meta(min_length=1, max_length=200)]
    sex: Sex = Sex.UNKNOWN
    birth_date: date | None = None
    birth_year: Year | None = None
    phone: Annotated[str, Meta(max_length=20)] = ""
    address: Annotated[str, Meta(max_length=300)] = ""
    personal_number: Annotated[str, Meta(max_length=20)] = ""
    commune: Annotated[str, Meta(max_length=10)] = ""


class LaboratoryResult(Struct, kw_only=True, forbid_unknown_fields=True):
    """One result.

    Args:
        number: The laboratory's own number of the sample: sent again, it changes nothing and no second code goes out.
        kind: How it was tested.
        taken_on: The day of the sample, within the last 28 days.
        found: What was found.
        onset_on: First symptoms, where known.
        person: Who was tested.
        send_code: Whether a code goes out by SMS when the result is positive and a telephone is known.
    """

    number: Number
    kind: TestKind = TestKind.PCR
    taken_on: date
    found: Found
    onset_on: date | None = None
    person: TestedPerson
    send_code: bool = True


class ResultsRequest(Struct, kw_only=True, forbid_unknown_fields=True):
    """Up to 100 results."""

    results: Annotated[list[LaboratoryResult], Meta(min_length=1, max_length=AT_ONCE)]


class ResultState(StrEnum):
    """What became of a result."""

    TAKEN = "taken"
    KNOWN = "known"
    REFUSED = "refused"


class CodeState(StrEnum):
    """What becomes of a code."""

    QUEUED = "queued"
    NONE = "none"


class ResultAnswer(Struct, kw_only=True, omit_defaults=True):
    """What became of one result: `known` means that it was sent before, `error_code` says why it was refused."""

    number: str
    state: ResultState
    code: CodeState = CodeState.NONE
    error_code: str = ""
    error: str = ""


class ResultsResponse(Struct, kw_only=True):
    """One answer a result, in order."""

    results: list[ResultAnswer]


class Refusal(Struct, kw_only=True):
    """Why a whole request was refused."""

    error_code: str
    error: str
