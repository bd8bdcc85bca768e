"""Feeds go out when their content changed, once; what the keyserver did not take goes out later."""

from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest
from django.core.management import call_command
from pytest_django import Settings
from tests.authority.keyring.test_publishing import MemoryDesk

from bluezone.authority.feeds import services
from bluezone.authority.feeds.services import issue, issue_at_once, issue_due, said_or_shipped, standing
from bluezone.authority.keyring import load_or_make
from bluezone.authority.publishing import Publisher, default_content
from bluezone.protocol.errors import RuleViolation, Unavailable
from bluezone.protocol.signed_feeds import FeedKind, feed_in

MOMENT = datetime(2020, 8, 5, 1, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
NEWS, OTHER = {"isolation_days": 3}, {"isolation_days": 4}

pytestmark = pytest.mark.django_db


class Application:
    """What an application says now."""

    content: ClassVar[dict[str, Any] | None] = None


def content_at(_moment: datetime) -> dict[str, Any] | None:
    return Application.content


def nothing_at(_moment: datetime) -> None:
    return None


@pytest.fixture
def desk(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> MemoryDesk:
    """A keyserver in memory that admitted the authority's keys; only the news has an application."""
    found = MemoryDesk()
    found.at, found.keys = MOMENT, load_or_make(settings.AUTHORITY_KEYS, at=MOMENT).public
    here = "tests.authority.feeds.test_issuing"
    settings.FEED_SOURCES = {
        "news": f"{here}.content_at",
        "venues": f"{here}.nothing_at",
        "policy": f"{here}.nothing_at",
    }
    monkeypatch.setattr(services, "_publisher", lambda: Publisher(settings.AUTHORITY_KEYS, found, bytes))
    Application.content = NEWS
    return found


def shown(desk: MemoryDesk) -> dict[str, Any]:
    return feed_in(desk.feeds[FeedKind.NEWS]).content


def test_what_an_application_says_goes_out_once(desk: MemoryDesk) -> None:
    assert issue(FeedKind.NEWS, MOMENT)
    assert not issue(FeedKind.NEWS, MOMENT + MINUTE)

    Application.content = OTHER
    assert issue_due(MOMENT + MINUTE) == 1

    assert shown(desk) == OTHER
    assert not standing(FeedKind.NEWS, MOMENT).waits


def test_an_application_that_has_nothing_to_say_publishes_nothing(desk: MemoryDesk) -> None:
    Application.content = None

    assert issue_due(MOMENT) == 0
    assert standing(FeedKind.NEWS, MOMENT) == services.Standing(0, None, waits=False)
    assert desk.feeds == {}


def test_what_the_keyserver_did_not_take_waits_and_goes_out_with_the_next_round(desk: MemoryDesk) -> None:
    desk.is_away = True
    assert not issue_at_once(FeedKind.NEWS, MOMENT)
    assert standing(FeedKind.NEWS, MOMENT).waits

    desk.is_away = False
    assert issue_at_once(FeedKind.NEWS, MOMENT + MINUTE)

    assert shown(desk) == NEWS


def test_what_the_keyserver_did_not_take_is_made_up_for_by_the_renewal_too(
    desk: MemoryDesk, settings: Settings
) -> None:
    desk.is_away = True
    issue_at_once(FeedKind.NEWS, MOMENT)
    desk.is_away = False

    kept = Publisher(settings.AUTHORITY_KEYS, desk, bytes).keep(FeedKind.NEWS, at=MOMENT + MINUTE)

    assert kept is not None
    assert shown(desk) == NEWS
    assert not issue(FeedKind.NEWS, MOMENT + 2 * MINUTE)


def test_the_renewal_says_again_what_the_console_published_and_a_policy_too(
    desk: MemoryDesk, settings: Settings
) -> None:
    issue(FeedKind.NEWS, MOMENT)
    publisher = Publisher(settings.AUTHORITY_KEYS, desk, bytes)
    desk.at = later = MOMENT + timedelta(days=1)

    renewed, nothing = (publisher.keep(kind, at=later) for kind in (FeedKind.NEWS, FeedKind.POLICY))

    assert renewed is not None
    assert (renewed.content, nothing) == (NEWS, None)
    assert not issue(FeedKind.NEWS, later + MINUTE)


def test_without_a_credential_a_feed_waits_and_nothing_breaks(settings: Settings) -> None:
    settings.FEED_SOURCES = dict.fromkeys(settings.FEED_SOURCES, "tests.authority.feeds.test_issuing.content_at")
    Application.content = NEWS

    assert not issue_at_once(FeedKind.NEWS, MOMENT)
    with pytest.raises(Unavailable):
        issue(FeedKind.NEWS, MOMENT)


def test_an_application_begins_with_what_was_published_or_shipped(desk: MemoryDesk) -> None:
    shipped = said_or_shipped(FeedKind.NEWS)
    issue(FeedKind.NEWS, MOMENT)

    assert shipped == default_content(FeedKind.NEWS, bytes)
    assert said_or_shipped(FeedKind.NEWS) == NEWS
    with pytest.raises(RuleViolation):
        said_or_shipped(FeedKind.POLICY)


def test_the_worker_issues_feeds_and_makes_the_day_s_batch(
    settings: Settings, desk: MemoryDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.BLUEZONE_CLOCK = "tests.authority.test_permissions.present_clock"
    settings.FEED_SOURCES |= {"venues": "bluezone.authority.venues.services.content_at"}

    call_command("issue_feeds")
    call_command("issue_feeds")

    assert capsys.readouterr().out == "feeds 2\nfeeds 0\n"
    assert set(desk.feeds) == {FeedKind.NEWS, FeedKind.VENUES}
