"""A reader with the pages, files and rows of the register, and every byte that is published, learns of no warning."""

import re
from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings
from tests.authority.accounts.people import person
from tests.authority.register.session import with_second_factor
from tests.authority.venues.stage import HOUR, START, Stage, code_of, make_stage
from tests.protocol.reader import Row, guesses

from bluezone.authority.accounts.rules import Role
from bluezone.authority.venues.models import Venue, VenueCode
from bluezone.authority.venues.services import content_at, keep_batches, replace_code, signed
from bluezone.protocol.ended_codes import MARKS_STEP, ended_in, ended_mark
from bluezone.protocol.place_warnings import ENTRIES_STEP, hour_at, value, venues_in
from bluezone.protocol.signed_feeds import Feed

CLOCK = "tests.authority.test_permissions.present_clock"
NAMES = ("Chợ Mường Tè", "Bến xe", "Quán Phở", "Nhà hàng", "Khách sạn", "Trường học")
HOURS = range(hour_at(START) - 14 * 24, hour_at(START) + 48)


@pytest.fixture
def stage(db: None, settings: Settings) -> Stage:
    settings.BLUEZONE_CLOCK = CLOCK
    return make_stage()


@pytest.fixture
def venues(stage: Stage) -> list[Venue]:
    return [stage.venue(name) for name in NAMES]


def reads(reader: Client, venues: Sequence[Venue]) -> dict[str, str]:
    """Every page and file of the register, without what names the moment or the session."""
    pages = [
        "/venue-register/",
        "/venue-register/places/?state=all",
        *(f"/venue-register/places/{each.pk}/" for each in venues),
    ]
    found = {address: reader.get(address).content.decode().partition("<main")[2] for address in pages}
    assert all(NAMES[number] in found[address] for number, address in enumerate(pages[2:]))
    for address in ("/venue-register/places/export/?file=csv&state=all", "/venue-register/export/?file=csv&state=all"):
        found[address] = reader.get(address).content.decode().partition("\r\n")[2]
    return {address: _without_tokens(text) for address, text in found.items()}


def _without_tokens(text: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


def feed(stage: Stage, after: timedelta = timedelta()) -> Feed:
    moment = stage.moment + after
    return Feed(kind="venues", sequence=1, issued=moment, expires=moment, content=content_at(moment) or {})


def rows(venues: Sequence[Venue]) -> list[Row]:
    """What the database says of the newest codes, apart from the sealed secret."""
    codes = VenueCode.objects.filter(venue__in=venues, ended_at=None).select_related("venue__unit")
    return [
        {
            "id": str(code.venue.pk),
            "name": code.venue.name,
            "commune": code.venue.unit.stat_code,
            "kind": str(code.venue.kind),
            "version": str(code.version),
            "issued": code.issued_on.isoformat(),
        }
        for code in codes
    ]


def warn(stage: Stage, venues: Sequence[Venue]) -> None:
    for number, venue in enumerate(venues):
        stage.released(stage.milestone(START - number * 5 * HOUR), venue, at_once=number % 2 == 0)


def test_the_register_reads_the_same_before_and_after_a_warning(stage: Stage, venues: list[Venue]) -> None:
    reader = with_second_factor(Client(), person("reader", Role.REPORTER, unit=stage.world.here))
    before = reads(reader, venues)

    warn(stage, venues[:3])
    keep_batches(stage.moment)

    assert reads(reader, venues) == before


def test_what_is_published_has_the_same_shape_whichever_venues_were_warned(stage: Stage, venues: list[Venue]) -> None:
    keep_batches(stage.moment)
    replace_code(venues[5], stage.doing(stage.doctor))
    calm = feed(stage)

    warn(stage, venues[1:3])
    tense = feed(stage)

    assert len(venues_in(calm)) == ENTRIES_STEP
    assert len(venues_in(tense)) == 2 * ENTRIES_STEP
    assert set(venues_in(calm)) < set(venues_in(tense))
    assert ended_in(calm) == ended_in(tense)
    assert len(ended_in(tense)) == MARKS_STEP
    assert tense.content.keys() == calm.content.keys()


def test_no_row_of_the_register_explains_a_published_byte_and_a_photographed_poster_does(
    stage: Stage, venues: list[Venue]
) -> None:
    posters = [code_of(signed(venue.codes.get(), stage.doing(stage.doctor)).text) for venue in venues]
    warn(stage, venues[:3])
    keep_batches(stage.moment)
    published = {entry[:16] for entry in venues_in(feed(stage))}

    tried = [secret for row in rows(venues) for secret in guesses(row)]
    sealed = [bytes(code.sealed_secret) for code in VenueCode.objects.all()]
    tried += [part[place : place + 16] for part in sealed for place in (0, 12, 28)]

    assert not any(value(secret, hour) in published for secret in {*tried} for hour in HOURS)
    assert not any(ended_mark(secret) in ended_in(feed(stage)) for secret in tried)
    tested = [any(value(code.secret, hour) in published for hour in HOURS) for code in posters]
    assert tested == [True, True, True, False, False, False]
