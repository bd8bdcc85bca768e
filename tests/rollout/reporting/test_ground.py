"""What the reports of a day add up to, in both structures, and what is behind each figure."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rollout.reporting.conftest import COUNTS, DAY, EVENING

from bluezone.authority.territory import queries as territory
from bluezone.authority.territory.kinds import Kind
from bluezone.authority.territory.models import Denominator, Unit
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.reporting.models import RaisedFlag
from bluezone.rollout.reporting.queries import (
    Line,
    behind,
    broadcasts,
    carried_values,
    form_on,
    forms_for,
    ground_on,
    latest_words,
    movement,
    open_flags,
    school_classes,
    series,
)
from bluezone.rollout.reporting.rules.coverage import Standing
from bluezone.rollout.reporting.rules.flags import FlagKind
from bluezone.rollout.reporting.rules.forms import Measure
from bluezone.rollout.reporting.services import raise_improbable, settle

Tell = Callable[..., Any]
IN_2025 = date(2025, 8, 1)


def communes(number: int) -> list[Unit]:
    return list(territory.communes(DAY).order_by("stat_code")[:number])


def test_one_commune_is_its_own_coverage(province: Unit, commune: Unit, tell: Tell) -> None:
    tell(commune)

    shown = ground_on(DAY).coverage(commune.pk)

    assert (shown.declared, shown.visited, shown.listed, shown.attested) == (300, 310, 400, None)
    assert shown.standings[Standing.TRUSTED] == 1


def test_the_province_adds_its_communes_and_knows_who_is_silent(province: Unit, tell: Tell) -> None:
    for unit in communes(5):
        tell(unit)
    ground = ground_on(DAY)

    shown = ground.coverage(province.pk)

    assert shown.declared == 5 * 300
    assert shown.places == 106
    assert shown.standings[Standing.SILENT] == 101
    assert len(ground.silent(province.pk)) == 101


def test_the_districts_of_2020_sum_to_the_province(province: Unit, tell: Tell) -> None:
    for unit in communes(40):
        tell(unit)
    ground = ground_on(DAY)

    districts = ground.children(province.pk)

    assert len(districts) == 8
    assert sum(shown.declared or 0 for _, shown in districts) == ground.coverage(province.pk).declared
    assert sum(shown.places for _, shown in districts) == 106


def test_the_same_campaign_in_the_structure_of_2025_keeps_its_totals(province: Unit, tell: Tell) -> None:
    for unit in communes(40):
        tell(unit)
    then, now = ground_on(DAY), ground_on(DAY, structure=IN_2025)

    assert now.converted
    assert len(now.children(province.pk)) == 38
    for measure in ("declared", "visited", "listed", "interval", "places"):
        assert getattr(now.coverage(province.pk), measure) == getattr(then.coverage(province.pk), measure)


def test_a_silent_place_keeps_its_last_word_and_says_since_when(province: Unit, commune: Unit, tell: Tell) -> None:
    tell(commune, DAY - timedelta(days=4))
    ground = ground_on(DAY)

    shown = ground.coverage(commune.pk)

    assert (shown.declared, shown.standings[Standing.STALE]) == (300, 1)
    quiet = ground.silent(commune.pk)[0]
    assert (quiet.since, quiet.days) == (DAY - timedelta(days=4), 4)
    assert ground.silent(province.pk)[0].days is None


def test_a_report_of_a_later_day_does_not_change_an_earlier_one(commune: Unit, tell: Tell) -> None:
    tell(commune)
    tell(commune, DAY + timedelta(days=1), values={"declared": 350})

    assert ground_on(DAY).coverage(commune.pk).declared == 300
    assert ground_on(DAY + timedelta(days=1)).coverage(commune.pk).declared == 350


def test_a_commune_in_doubt_is_not_taken_at_its_word_until_the_question_is_settled(commune: Unit, tell: Tell) -> None:
    tell(commune, values={"declared": 901})
    asked = RaisedFlag.objects.get(kind=FlagKind.DECLARED_ABOVE_SMARTPHONES)

    doubted = ground_on(DAY).coverage(commune.pk)
    settle(asked, actor="system", moment=EVENING)
    believed = ground_on(DAY).coverage(commune.pk)

    assert doubted.standings[Standing.DOUBTED] == 1
    assert believed.standings[Standing.TRUSTED] == 1


def test_villages_stand_for_a_commune_that_did_not_speak_itself(commune: Unit, tell: Tell) -> None:
    tell(commune, part="1", values={"declared": 100})
    tell(commune, part="2", values={"declared": 60})

    assert ground_on(DAY).coverage(commune.pk).declared == 160

    tell(commune, values={"declared": 170})

    assert ground_on(DAY).coverage(commune.pk).declared == 170

    tomorrow = DAY + timedelta(days=1)
    for part in ("1", "2"):
        tell(commune, tomorrow, part=part, values={"declared": 100})

    assert ground_on(tomorrow).coverage(commune.pk).declared == 200


def test_a_survey_of_smartphones_outweighs_what_the_commune_says(commune: Unit, tell: Tell) -> None:
    tell(commune)
    Denominator.objects.create(
        unit=commune, kind="smartphones", value=1000, counted_on=date(2020, 7, 1), source="survey of July 2020"
    )

    shown = ground_on(DAY).coverage(commune.pk)

    assert shown.smartphones is not None
    assert (shown.smartphones.value, shown.smartphones.source) == (1000, "survey of July 2020")


def test_the_movements_installations_stand_beside_and_are_never_added(
    province: Unit, commune: Unit, tell: Tell
) -> None:
    tell(commune)
    before = ground_on(DAY).coverage(province.pk)
    union = Unit.objects.filter(kind="union")[0]

    tell(
        union,
        form_key="movement_event",
        only={"activity": "booth", "starts": "2020-08-14", "volunteers": 9, "helped": 77},
    )
    tell(union, form_key="unit_day", only={"staff": 20, "smartphones": 18, "declared": 15})
    after = ground_on(DAY).coverage(province.pk)

    assert (after.declared, after.interval) == (before.declared, before.interval)
    assert after.claims["movements"] == 77
    assert after.claims["bodies"] == 15


def test_every_figure_opens_to_the_reports_behind_it(province: Unit, tell: Tell) -> None:
    for unit in communes(7):
        tell(unit)
    tell(communes(9)[8], part="3", values={"declared": 11})
    ground = ground_on(DAY)

    for measure in (Measure.DECLARED, Measure.VISITED, Measure.LISTED):
        reports = behind(ground, province.pk, measure)
        assert sum(each.adds or 0 for each in reports) == getattr(ground.coverage(province.pk), measure.value)
    assert len(reports) == 8


def test_bodies_are_counted_along_their_own_line(province: Unit, body: Unit, tell: Tell) -> None:
    tell(body, form_key="unit_day", only={"staff": 60, "smartphones": 50, "declared": 30})

    shown = ground_on(DAY, line=Line.BODIES).coverage(body.pk)

    assert shown.declared == 30
    assert shown.smartphones is not None
    assert shown.smartphones.value == 50


def test_movements_have_events_and_no_places(province: Unit) -> None:
    with pytest.raises(RuleViolation):
        ground_on(DAY, line=Line.MOVEMENTS)


def test_a_page_about_the_province_needs_few_queries(
    province: Unit, tell: Tell, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    for unit in communes(30):
        tell(unit)

    with django_assert_max_num_queries(16):
        ground = ground_on(DAY)
        ground.children(province.pk)
        ground.silent(province.pk)


def test_a_series_carries_each_units_last_word_forward(province: Unit, tell: Tell) -> None:
    first, second = communes(2)
    tell(first, DAY - timedelta(days=5), values={"declared": 10})
    tell(second, DAY - timedelta(days=2), values={"declared": 5})
    tell(first, DAY, values={"declared": 12})

    days = series([first.pk, second.pk], "commune_day", Measure.DECLARED, DAY - timedelta(days=6), DAY)
    later = series([first.pk, second.pk], "commune_day", Measure.DECLARED, DAY - timedelta(days=1), DAY)

    assert [total for _, total in days] == [None, 10, 10, 10, 15, 15, 17]
    assert [total for _, total in later] == [15, 17]


def test_what_was_said_last_is_offered_again(commune: Unit, tell: Tell) -> None:
    assert carried_values(commune.pk, "commune_day", "") == {}

    tell(commune)

    assert carried_values(commune.pk, "commune_day", "") == COUNTS


def test_a_unit_is_asked_what_concerns_it(province: Unit, commune: Unit, body: Unit) -> None:
    assert [form.key for form in forms_for(commune, DAY)] == ["commune_day", "complaint", "venue_week"]
    assert "unit_day" in [form.key for form in forms_for(body, DAY)]
    with pytest.raises(RuleViolation):
        form_on("commune_day", date(2019, 1, 1))


def test_a_school_speaks_by_classes(province: Unit, tell: Tell) -> None:
    school = Unit.objects.filter(kind="school")[0]
    for part, pupils in (("10A1", 40), ("9A", 30)):
        only = {"age_band": "upper", "pupils": pupils, "smartphones": 20, "declared": 10, "relatives": 4}
        tell(school, form_key="school_week", part=part, only=only)

    classes = school_classes(school.pk, DAY)

    assert [row.part for row in classes] == ["9A", "10A1"]
    assert ground_on(DAY, line=Line.SCHOOLS).coverage(school.pk).declared == 20


def test_broadcasts_are_counted_by_language_and_week_and_nobody_guesses_their_reach(province: Unit, tell: Tell) -> None:
    station = Unit.objects.filter(kind="newspaper")[0]
    for day, language in ((DAY, "thai"), (DAY, "mong"), (DAY - timedelta(days=7), "thai")):
        only = {"medium": "radio", "language": language, "at": f"{day}T18:30", "minutes": 5}
        tell(station, day, form_key="broadcast", only=only)

    tally = broadcasts(DAY - timedelta(days=20), DAY)

    assert tally.by_kind == {"thai": 2, "mong": 1}
    assert list(tally.by_week.values()) == [{"thai": 1}, {"thai": 1, "mong": 1}]
    assert tally.sums == {"minutes": 15}
    assert movement(DAY, DAY).total == 0


def test_a_morning_asks_about_the_improbable(province: Unit, tell: Tell) -> None:
    kinds = [Kind.XA.value, Kind.PHUONG.value, Kind.THI_TRAN.value]
    for place, unit in enumerate(communes(14)):
        for step in range(3):
            tell(
                unit,
                DAY + timedelta(days=step - 2),
                values={"declared": 203 + place + 31 * step, "helped": 100 + 18 * step},
            )
    inflater = communes(15)[14]
    for step in range(3):
        tell(inflater, DAY + timedelta(days=step - 2), values={"declared": 703 + 41 * step, "helped": 300 + 22 * step})

    raised = raise_improbable("commune_day", kinds, DAY, EVENING)
    again = raise_improbable("commune_day", kinds, DAY, EVENING)

    assert [(flag.unit, flag.kind) for flag in raised] == [(str(inflater.pk), FlagKind.UNLIKE_SIBLINGS)]
    assert again == raised
    assert open_flags([inflater.pk], first=DAY, last=DAY).count() == 1
    assert open_flags().count() == 1


def test_words_of_units_without_reports_are_absent(province: Unit, commune: Unit) -> None:
    assert latest_words("commune_day", [commune.pk], DAY, DAY) == {}


@pytest.mark.django_db
@given(st.lists(st.integers(0, 900), min_size=1, max_size=12), st.integers(0, 90))
@settings(max_examples=8, deadline=None)
def test_totals_survive_any_figures_in_either_structure(numbers: list[int], start: int) -> None:
    """Conservation: whatever 106 communes say, the 38 say the same in sum."""
    # The province is made once; each example adds reports of its own day.
    from bluezone.authority.territory.services import import_province  # noqa: PLC0415 -- a fixture would be reused
    from bluezone.authority.territory.shipped import shipped  # noqa: PLC0415 -- the same
    from bluezone.rollout.reporting.identity import new_id  # noqa: PLC0415 -- the same
    from bluezone.rollout.reporting.rules.versions import Source  # noqa: PLC0415 -- the same
    from bluezone.rollout.reporting.services import Report, publish_shipped_forms, submit  # noqa: PLC0415 -- the same

    if not Unit.objects.exists():
        import_province(shipped("lai-chau"), actor="system", moment=EVENING)
        publish_shipped_forms(actor="system", moment=EVENING)
    province = territory.by_code("12", DAY)
    assert province is not None
    said = list(territory.communes(DAY).order_by("stat_code")[start : start + len(numbers)])
    moment = datetime(2020, 8, 14, 13, tzinfo=UTC)
    for unit, number in zip(said, numbers, strict=False):
        report = Report(new_id(moment), "commune_day", unit, DAY, COUNTS | {"declared": number}, Source.FORM)
        submit(report, actor="system", moment=moment)

    then, now = ground_on(DAY), ground_on(DAY, structure=IN_2025)

    assert sum(shown.declared or 0 for _, shown in now.children(province.pk)) == then.coverage(province.pk).declared
