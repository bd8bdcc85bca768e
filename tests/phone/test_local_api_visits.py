"""Visits over the local program: begun with a code, corrected, removed; a replaced code asks first."""

from tests.phone.devices import MARKET
from tests.phone.test_local_api import Visitor, played

from bluezone.protocol.ended_codes import ended_mark, padded_marks
from bluezone.protocol.place_warnings import venues_content
from bluezone.protocol.signed_feeds import FeedKind, content_of
from bluezone.protocol.venues import code_text


def test_a_visit_begins_with_a_code_is_corrected_and_removed() -> None:
    async def story(page: Visitor) -> None:
        await page.enter()
        await page.ask("POST", "check")
        text = code_text(page.home.server.venue_code(MARKET), site="https://bluezone.example")

        [visit] = await page.ask("POST", "checkins", {"code": text.partition("#v=")[2]})
        [changed] = await page.ask("PUT", f"checkins/{visit['id']}", {"end": "2020-08-01T13:00:00Z"})

        assert (visit["name"], visit["automatic"], visit["end"]) == ("Chợ Than Uyên", True, "2020-08-01T14:00:00Z")
        assert (changed["automatic"], changed["end"]) == (False, "2020-08-01T13:00:00Z")
        assert await page.ask("GET", "checkins") == [changed]
        assert await page.ask("DELETE", f"checkins/{visit['id']}") == []

    played(story)


def test_a_page_may_wish_a_visit_by_a_replaced_code_nonetheless() -> None:
    async def story(page: Visitor) -> None:
        marks = padded_marks([ended_mark(MARKET.secret)], lambda number: number.to_bytes(8, "big"))
        page.home.server.announce(FeedKind.VENUES, content_of(venues_content([], marks)))
        await page.enter()
        await page.ask("POST", "check")
        code = code_text(page.home.server.venue_code(MARKET), site="https://bluezone.example").partition("#v=")[2]

        assert await page.refused("POST", "checkins", json={"code": code}) == (409, "venue_ended")
        assert await page.refused("POST", "checkins", json={"code": code, "ended": "yes"}) == (400, "malformed")
        [visit] = await page.ask("POST", "checkins", {"code": code, "ended": True})
        assert visit["name"] == "Chợ Than Uyên"

    played(story)
