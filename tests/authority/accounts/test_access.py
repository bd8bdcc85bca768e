"""Who may do what, where and when."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from tests.authority.accounts.people import Watch, person
from tests.authority.permissions import World

from bluezone.authority.accounts.access import Holder, day_of, holder_of
from bluezone.authority.accounts.models import Assignment, User
from bluezone.authority.accounts.rules import Action, Role, holds, link_works, may
from bluezone.authority.accounts.services import Term, assign, end_assignment
from bluezone.authority.territory.models import Unit, UnitEdge
from bluezone.protocol.errors import RuleViolation

if TYPE_CHECKING:
    from bluezone.authority.requests import Request

DAY = date(2020, 8, 5)


def asking(user: User | None) -> Holder:
    request: Request = RequestFactory().get("/")  # type: ignore[assignment]  # stamped below
    request.moment, request.user, request.session = Watch.moment, user or AnonymousUser(), SessionStore()
    return holder_of(request)


@given(st.dates(), st.dates(), st.none() | st.dates())
def test_both_days_of_an_assignment_count(day: date, first: date, last: date | None) -> None:
    begun, ended = first <= day, last is not None and last < day

    assert holds(day, first, last) == (begun and not ended)
    assert holds(first, first, first)


@given(st.timedeltas(timedelta(seconds=1), timedelta(days=400)), st.booleans())
def test_a_link_works_until_it_expires_or_is_revoked(length: timedelta, revoked: bool) -> None:  # noqa: FBT001 -- drawn by hypothesis
    end = Watch.moment + length

    works = link_works(Watch.moment, expires_at=end, revoked_at=Watch.moment if revoked else None)

    assert works != revoked
    assert not link_works(end, expires_at=end, revoked_at=None)


def test_a_holder_works_below_the_unit_and_nowhere_else(world: World) -> None:
    lead = asking(person("commune", Role.LEAD, unit=world.here))

    assert lead.may_here(Action.READ_REPORTS, world.here)
    assert not lead.may_here(Action.READ_REPORTS, world.elsewhere)
    assert not lead.may_here(Action.READ_REPORTS, world.province)


def test_the_provinces_lead_works_in_every_commune(world: World) -> None:
    lead = asking(person("province", Role.LEAD, unit=world.province))

    assert lead.may_here(Action.READ_REPORTS, world.here.pk)
    assert {*lead.units(Action.READ_REPORTS)} == {world.province, world.here, world.elsewhere}
    assert [*lead.top_units(Action.READ_REPORTS)] == [world.province]


def test_a_role_alone_does_not_open_what_it_does_not_include(world: World) -> None:
    keeper = asking(person("keeper", Role.GATE_KEEPER, unit=world.province))

    assert not keeper.may(Action.READ_REPORTS)
    assert not keeper.may_here(Action.READ_REPORTS, world.here)
    assert not keeper.units(Action.READ_REPORTS).exists()


def test_two_roles_do_not_lend_each_other_their_units(world: World) -> None:
    user = person("both", Role.REPORTER, unit=world.here)
    Assignment.objects.create(user=user, role=Role.GATE_KEEPER, unit=world.elsewhere, valid_from=DAY)

    holder = asking(user)

    assert holder.roles == {Role.REPORTER, Role.GATE_KEEPER}
    assert holder.may_here(Action.SUBMIT_REPORTS, world.here)
    assert not holder.may_here(Action.SUBMIT_REPORTS, world.elsewhere)


@pytest.mark.parametrize(
    ("first", "last", "works"), [(0, 0, True), (-5, None, True), (1, None, False), (-5, -1, False)]
)
def test_an_assignment_works_on_its_days_only(world: World, first: int, last: int | None, works: bool) -> None:  # noqa: FBT001 -- a column of the table
    user = person("dated")
    begin, end = DAY + timedelta(days=first), None if last is None else DAY + timedelta(days=last)
    Assignment.objects.create(user=user, role=Role.LEAD, unit=world.here, valid_from=begin, valid_to=end)

    assert asking(user).may(Action.READ_REPORTS) == works


def test_the_jurisdiction_follows_the_structure_of_the_day(world: World) -> None:
    UnitEdge.objects.filter(child=world.here).update(valid_to=DAY - timedelta(days=1))
    lead = asking(person("province", Role.LEAD, unit=world.province))

    assert not lead.may_here(Action.READ_REPORTS, world.here)
    assert lead.may_here(Action.READ_REPORTS, world.here, DAY - timedelta(days=1))
    assert world.here in lead.units(Action.READ_REPORTS, DAY - timedelta(days=1))


def test_a_union_reaches_its_branches_through_its_own_tree(world: World) -> None:
    union = Unit.objects.create(kind="union", name="Tinh doan", short_name="Tinh doan", folded="tinh doan")
    branch = Unit.objects.create(kind="union", name="Doan xa", short_name="Doan xa", folded="doan xa")
    UnitEdge.objects.create(tree="union", parent=union, child=branch, valid_from=date(2015, 1, 1))
    lead = asking(person("union", Role.MOVEMENT_LEAD, unit=union))

    assert lead.may_here(Action.PLAN_MOVEMENT, branch)
    assert not lead.may_here(Action.PLAN_MOVEMENT, world.here)


def test_nobody_may_do_nothing(world: World) -> None:
    holder = asking(None)

    assert (holder.actor, holder.roles) == ("", frozenset())
    assert not any(holder.may(action) for action in Action)


def test_the_day_of_a_request_is_the_provinces(world: World) -> None:
    request: Request = RequestFactory().get("/")  # type: ignore[assignment]  # stamped below
    request.moment = Watch.moment.replace(hour=18)

    assert day_of(request) == date(2020, 8, 6)


def test_an_assignment_needs_its_days_in_order_and_is_made_once(world: World) -> None:
    user = person("one")

    def give(first: date, last: date | None, role: Role = Role.LEAD, unit: Unit | None = world.here) -> Assignment:
        return assign(user, role, unit, term=Term(first, last), actor="system", moment=Watch.moment)

    made = give(DAY, None)
    wrong: list[tuple[date | None, Role, Unit | None, str]] = [
        (DAY - timedelta(days=1), Role.LEAD, world.here, "assignment_ends_before_it_begins"),
        (None, Role.LEAD, world.here, "assignment_exists"),
        (None, Role.LEAD, None, "assignment_place"),
        (None, Role.ADMINISTRATOR, world.here, "assignment_place"),
    ]
    for last, role, unit, code in wrong:
        with pytest.raises(RuleViolation) as refused:
            give(DAY, last, role, unit)
        assert refused.value.code == code

    end_assignment(made, DAY - timedelta(days=3), actor="system", moment=Watch.moment)
    assert made.valid_to == DAY


@given(st.sampled_from(Role), st.sampled_from(Action))
def test_the_table_answers_for_every_role_and_action(role: Role, action: Action) -> None:
    assert may(role, action) in {True, False}
