"""A personal link opens one unit's desk, tells nobody its token, and ends when it is told to."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from tests.authority.accounts.people import Watch
from tests.authority.permissions import World

from bluezone.authority.accounts.limits import WRONG_TOKENS_AN_HOUR
from bluezone.authority.accounts.queries import token_hash
from bluezone.authority.accounts.rules import LINKABLE, LONGEST_LINK, Role
from bluezone.authority.accounts.services import IssuedLink, issue_link, reissue_link, revoke_link
from bluezone.authority.audit.models import Entry
from bluezone.protocol.errors import RuleViolation

pytestmark = pytest.mark.usefixtures("site")
MONTH = timedelta(days=30)


def issued(world: World, role: Role = Role.REPORTER) -> IssuedLink:
    return issue_link(
        world.here, role, expires_at=Watch.moment + MONTH, actor="system", moment=Watch.moment, note="Văn thư"
    )


def opened(token: str) -> Client:
    client = Client()
    assert client.get(f"/l/{token}/").status_code in {302, 404, 429}
    return client


def test_a_link_opens_its_units_desk(world: World) -> None:
    client = opened(issued(world).token)

    desk = client.get("/desk/")

    assert desk.status_code == 200
    assert world.here.name in desk.content.decode()


def test_a_link_logs_no_user_in(world: World) -> None:
    client = opened(issued(world).token)

    session = client.session

    assert "_auth_user_id" not in session
    assert UUID(session["personal_link"])


def test_a_revoked_link_is_dead_at_the_next_click(world: World) -> None:
    link = issued(world)
    client = opened(link.token)
    assert client.get("/desk/").status_code == 200

    revoke_link(link.link, actor="system", moment=Watch.moment)

    assert client.get("/desk/").status_code == 403
    assert Client().get(f"/l/{link.token}/").status_code == 404


def test_an_expired_link_is_dead_also_for_whoever_is_in(world: World) -> None:
    link = issued(world)
    client = opened(link.token)

    Watch.moment += MONTH

    assert client.get("/desk/").status_code == 403
    assert Client().get(f"/l/{link.token}/").status_code == 404


def test_a_new_link_ends_the_one_before(world: World) -> None:
    first = issued(world)

    second = reissue_link(first.link, expires_at=Watch.moment + MONTH, actor="system", moment=Watch.moment)

    assert Client().get(f"/l/{first.token}/").status_code == 404
    assert Client().get(f"/l/{second.token}/").status_code == 302
    assert (second.link.unit_id, second.link.role, second.link.note) == (world.here.pk, Role.REPORTER, "Văn thư")


def test_the_token_is_kept_nowhere(world: World, caplog: pytest.LogCaptureFixture) -> None:
    link = issued(world)
    opened(link.token)

    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        kept = {table: str(cursor.execute(f"SELECT * FROM {table}").fetchall()) for table in tables}  # noqa: S608 -- the schema's own names

    assert str(token_hash(link.token)) in kept["accounts_personallink"]
    assert [table for table, rows in kept.items() if link.token in rows] == []
    assert link.token not in caplog.text
    assert link.token not in repr(link)


def test_wrong_tokens_are_limited_and_then_even_a_right_one_waits(world: World) -> None:
    link = issued(world)
    client = Client()
    for number in range(WRONG_TOKENS_AN_HOUR):
        assert client.get(f"/l/wrong-{number}/").status_code == 404

    assert client.get(f"/l/{link.token}/").status_code == 429
    Watch.moment += timedelta(hours=1)
    assert client.get(f"/l/{link.token}/").status_code == 302


def test_somebody_elsewhere_is_not_held_up_by_wrong_tokens(world: World) -> None:
    link = issued(world)
    for number in range(WRONG_TOKENS_AN_HOUR):
        Client(REMOTE_ADDR="203.0.113.7").get(f"/l/wrong-{number}/")

    assert Client(REMOTE_ADDR="203.0.113.8").get(f"/l/{link.token}/").status_code == 302


def test_the_counters_hold_no_address(world: World) -> None:
    Client(REMOTE_ADDR="203.0.113.7").get("/l/wrong/")

    with connection.cursor() as cursor:
        kept = str(cursor.execute("SELECT * FROM cache").fetchall())

    assert "wrong-tokens" in kept
    assert "203.0.113" not in kept
    assert cache.get("203.0.113.7") is None


def test_a_subscriber_with_many_ipv6_addresses_is_one_place(world: World) -> None:
    for number in range(WRONG_TOKENS_AN_HOUR):
        Client(REMOTE_ADDR=f"2001:db8:1:2::{number:x}").get("/l/wrong/")

    assert Client(REMOTE_ADDR="2001:db8:1:2:ffff::1").get("/l/wrong/").status_code == 429


def test_a_link_opens_a_fresh_session(world: World) -> None:
    client = Client()
    client.get("/")
    client.session["left"] = "over"

    client.get(f"/l/{issued(world).token}/")

    assert "left" not in client.session


def test_leaving_closes_the_session_and_not_the_link(world: World) -> None:
    link = issued(world)
    client = opened(link.token)

    client.post("/desk/leave/")

    assert client.get("/desk/").status_code == 403
    assert Client().get(f"/l/{link.token}/").status_code == 302


def test_the_session_of_a_link_ends_after_half_a_day(world: World) -> None:
    client = opened(issued(world).token)

    session = Session.objects.get(session_key=client.session.session_key)

    assert client.session.get_expiry_age() <= 12 * 60 * 60
    assert session


@pytest.mark.parametrize("role", sorted({*Role} - LINKABLE))
def test_a_role_that_leads_gets_no_link(world: World, role: Role) -> None:
    with pytest.raises(RuleViolation) as refused:
        issued(world, role)

    assert refused.value.code == "role_needs_account"


@pytest.mark.parametrize("length", [timedelta(0), timedelta(seconds=-1), LONGEST_LINK + timedelta(seconds=1)])
def test_a_link_has_an_end_that_is_not_too_far(world: World, length: timedelta) -> None:
    with pytest.raises(RuleViolation) as refused:
        issue_link(world.here, Role.REPORTER, expires_at=Watch.moment + length, actor="system", moment=Watch.moment)

    assert refused.value.code == "link_too_long"


def test_issuing_opening_and_revoking_are_in_the_audit(world: World, moment: datetime) -> None:
    link = issued(world)
    opened(link.token)
    opened(link.token)
    revoke_link(link.link, actor="system", moment=moment)
    revoke_link(link.link, actor="system", moment=moment)

    actions = [*Entry.objects.filter(subject_id=str(link.link.pk)).values_list("action", flat=True)]

    assert actions == ["link.issue", "link.open", "link.revoke"]
