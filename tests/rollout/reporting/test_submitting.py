"""Reports come in once, are never overwritten, and are corrected by later ones with a reason."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError
from hypothesis import given
from hypothesis import strategies as st
from tests.rollout.reporting.conftest import DAY, EVENING, morning_after
from tests.strategies import moments

from bluezone.authority.audit.models import Entry
from bluezone.authority.territory.models import Unit
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.reporting.identity import derived_id, new_id, uuid7
from bluezone.rollout.reporting.models import Latest, RaisedFlag, Submission
from bluezone.rollout.reporting.queries import in_force, versions
from bluezone.rollout.reporting.rules.flags import FlagKind
from bluezone.rollout.reporting.rules.periods import Timeliness
from bluezone.rollout.reporting.rules.versions import Fate, Reason
from bluezone.rollout.reporting.services import ReportRefused, rebuild_latest, settle, withdraw

Tell = Callable[..., Any]


def test_a_report_is_kept_with_its_structure_and_its_way_in(commune: Unit, tell: Tell) -> None:
    receipt = tell(commune)

    kept = Submission.objects.get()
    assert receipt.fate is Fate.FIRST
    assert (kept.unit, kept.values["visited"], kept.source) == (commune, 310, "form")
    assert (kept.structure_date, kept.timeliness) == (DAY, Timeliness.ON_TIME)
    assert Entry.objects.filter(action="report.submit").count() == 1


def test_a_report_sent_twice_is_stored_once(commune: Unit, tell: Tell) -> None:
    name = new_id(EVENING)

    first, second = tell(commune, id=name), tell(commune, id=name)

    assert Submission.objects.count() == 1
    assert second.fate is Fate.KNOWN
    assert second.submission == first.submission


def test_the_same_figures_by_another_way_are_one_report(commune: Unit, tell: Tell) -> None:
    tell(commune)
    again = tell(commune, source="sms")

    assert again.fate is Fate.KNOWN
    assert Submission.objects.count() == 1


def test_an_id_is_not_used_for_two_reports(commune: Unit, tell: Tell) -> None:
    name = new_id(EVENING)
    tell(commune, id=name)

    with pytest.raises(RuleViolation) as refused:
        tell(commune, id=name, values={"visited": 311})

    assert refused.value.code == "id_used_before"


def test_an_id_is_a_uuid_of_version_7(commune: Unit, tell: Tell) -> None:
    with pytest.raises(RuleViolation) as refused:
        tell(commune, id=uuid4())

    assert refused.value.code == "id_not_version_7"


def test_a_correction_is_a_new_version_with_a_reason(commune: Unit, tell: Tell) -> None:
    first = tell(commune).submission

    second = tell(commune, values={"visited": 305}, replaces=first.id, reason=Reason.MISTYPED).submission

    assert [version.values["visited"] for version in versions(second)] == [310, 305]
    assert second.supersedes == first
    standing = in_force(commune.pk, "commune_day", "", DAY)
    assert standing is not None
    assert (standing.submission, standing.visited, standing.corrected) == (second, 305, True)
    assert Entry.objects.filter(action="report.correct").count() == 1


def test_a_correction_needs_a_reason(commune: Unit, tell: Tell) -> None:
    first = tell(commune).submission

    with pytest.raises(RuleViolation) as refused:
        tell(commune, values={"visited": 305}, replaces=first.id)

    assert refused.value.code == "reason_needed"


def test_what_is_no_longer_in_force_cannot_be_corrected(commune: Unit, tell: Tell) -> None:
    first = tell(commune).submission
    tell(commune, values={"visited": 305}, replaces=first.id, reason=Reason.MISTYPED)

    with pytest.raises(RuleViolation) as refused:
        tell(commune, values={"visited": 306}, replaces=first.id, reason=Reason.MISTYPED)

    assert refused.value.code == "already_corrected"


def test_other_figures_for_the_same_day_without_a_reason_are_a_marked_correction(commune: Unit, tell: Tell) -> None:
    tell(commune)

    second = tell(commune, values={"visited": 305})

    assert second.fate is Fate.UNCLAIMED
    assert second.submission.reason == Reason.SENT_AGAIN
    assert Submission.objects.count() == 2
    assert Latest.objects.count() == 1


def test_a_report_taken_back_stays_readable(commune: Unit, tell: Tell) -> None:
    first = tell(commune).submission

    taken = withdraw(first, id=new_id(EVENING), actor="system", moment=EVENING + timedelta(hours=1))

    assert in_force(commune.pk, "commune_day", "", DAY) is None
    assert [version.reason for version in versions(taken)] == ["", Reason.WITHDRAWN]
    with pytest.raises(RuleViolation):
        withdraw(first, id=new_id(EVENING), actor="system", moment=EVENING)


def test_the_database_refuses_to_change_or_delete_a_report(commune: Unit, tell: Tell) -> None:
    kept = tell(commune).submission

    with pytest.raises(DatabaseError), transaction.atomic():
        Submission.objects.filter(pk=kept.pk).update(source="desk")
    Latest.objects.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Submission.objects.filter(pk=kept.pk).delete()


def test_two_reports_in_force_for_one_day_are_refused_by_the_database(commune: Unit, tell: Tell) -> None:
    first = tell(commune)
    other = tell(commune, DAY + timedelta(days=1))
    row = Latest.objects.get(submission=other.submission)
    row.first_day = Latest.objects.get(submission=first.submission).first_day

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_a_report_after_the_cut_off_is_kept_and_marked(commune: Unit, tell: Tell) -> None:
    late = tell(commune, moment=morning_after(DAY))

    assert late.submission.timeliness == Timeliness.LATE
    assert in_force(commune.pk, "commune_day", "", DAY) is not None


def test_a_date_in_the_future_is_kept_marked_and_asked_about(commune: Unit, tell: Tell) -> None:
    receipt = tell(commune, DAY + timedelta(days=3), moment=EVENING)

    assert receipt.submission.timeliness == Timeliness.EARLY
    assert [flag.kind for flag in receipt.flags] == [FlagKind.FUTURE]


def test_a_unit_dissolved_on_1_july_2025_that_reports_is_asked_about(commune: Unit, tell: Tell) -> None:
    dissolved = Unit.objects.exclude(valid_to=None).filter(kind="xa").order_by("stat_code")[0]

    receipt = tell(dissolved, date(2025, 7, 2))

    assert dissolved.valid_to == date(2025, 6, 30)
    assert [flag.kind for flag in receipt.flags] == [FlagKind.AFTER_END]
    assert RaisedFlag.objects.get().figures == {"last_day": "2025-06-30"}


def test_a_field_that_cannot_be_read_keeps_nothing(commune: Unit, tell: Tell) -> None:
    with pytest.raises(ReportRefused) as refused:
        tell(commune, values={"visited": "75 %"}, part="Lan")

    assert {finding.field for finding in refused.value.findings} == {"visited", "part"}
    assert not Submission.objects.exists()


def test_a_form_is_asked_of_its_kinds_only(body: Unit, tell: Tell) -> None:
    with pytest.raises(RuleViolation) as refused:
        tell(body)

    assert refused.value.code == "form_not_for_unit"


def test_a_fall_without_a_reason_is_asked_about_and_the_question_ends_with_a_correction(
    commune: Unit, tell: Tell
) -> None:
    tell(commune, DAY - timedelta(days=1))
    fallen = tell(commune, values={"declared": 290})
    asked = RaisedFlag.objects.get()

    tell(commune, values={"declared": 291}, replaces=fallen.submission.id, reason=Reason.ASKED_ABOUT)

    asked.refresh_from_db()
    assert [flag.kind for flag in fallen.flags] == [FlagKind.FELL]
    assert asked.settlement == "gone"


def test_a_question_whose_figure_is_true_is_settled_once(commune: Unit, tell: Tell) -> None:
    tell(commune, values={"visited": 401})
    asked = RaisedFlag.objects.get()

    settle(asked, actor="system", moment=EVENING)

    assert asked.settlement == "true"
    with pytest.raises(RuleViolation):
        settle(asked, actor="system", moment=EVENING)
    tell(commune, DAY + timedelta(days=1), values={"visited": 402})
    asked.refresh_from_db()
    assert asked.settlement == "true"


def test_villages_that_do_not_sum_to_the_commune_are_asked_about(commune: Unit, tell: Tell) -> None:
    for part, visited in (("1", 100), ("2", 100)):
        tell(commune, part=part, values={"listed": 200, "visited": visited, "helped": 60, "declared": 150})

    receipt = tell(commune)

    measures = {flag.figures["measure"] for flag in receipt.flags if flag.kind is FlagKind.PARTS_DIFFER}
    assert measures == {"visited"}


def test_events_stand_for_themselves(province: Unit, tell: Tell) -> None:
    union = Unit.objects.filter(kind="union")[0]
    event = {"activity": "booth", "starts": "2020-08-14T08:00", "volunteers": 12, "helped": 40}

    for _ in range(3):
        tell(union, form_key="movement_event", only=event)

    assert Latest.objects.filter(form_key="movement_event").count() == 3


def test_what_is_in_force_can_be_worked_out_again(commune: Unit, tell: Tell) -> None:
    first = tell(commune).submission
    tell(commune, values={"visited": 305}, replaces=first.id, reason=Reason.MISTYPED)
    taken = tell(commune, DAY + timedelta(days=1)).submission
    withdraw(taken, id=new_id(EVENING), actor="system", moment=EVENING)
    before = list(Latest.objects.values())

    assert rebuild_latest() == 1
    assert list(Latest.objects.values()) == before


@given(moments.filter(lambda moment: moment.year < 2100), st.binary(min_size=10, max_size=40))
def test_names_of_reports_are_uuids_of_version_7_in_the_order_of_time(moment: datetime, filling: bytes) -> None:
    name = uuid7(moment, filling)

    assert name.version == 7
    assert name.variant == "specified in RFC 4122"
    assert name.int >> 80 == int(moment.timestamp() * 1_000_000) // 1000 or moment.microsecond % 1000


def test_a_name_made_from_another_one_is_the_same_each_time() -> None:
    assert derived_id(EVENING, "gateway", "17") == derived_id(EVENING, "gateway", "17")
    assert derived_id(EVENING, "gateway", "17") != derived_id(EVENING, "gateway", "18")
