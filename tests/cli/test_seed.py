"""A trial province filled from the lab: made up, marked, never mixed with real figures."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bluezone.authority.console.services import configure_publisher
from bluezone.authority.territory.models import Denominator, Unit
from bluezone.authority.territory.queries import by_code
from bluezone.cli import main
from bluezone.cli.seeding import MADE_UP, Wanted, fill
from bluezone.lab.campaign_days import Who, happenings
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.reporting.models import RaisedFlag, Submission
from bluezone.rollout.reporting.queries import Line, broadcasts, complaints, ground_on, movement

MOMENT = datetime(2020, 9, 2, 1, 0, tzinfo=UTC)
FIRST = date(2020, 8, 3)
SMALL = Wanted(seed=3, first_day=FIRST, days=12, bodies=15)

pytestmark = pytest.mark.django_db


def test_a_trial_province_is_filled_and_its_truth_lies_in_the_interval() -> None:
    done = fill(SMALL, moment=MOMENT)

    province = by_code("12", done.last_day)
    assert province is not None
    shown = ground_on(done.last_day).coverage(province.pk)
    communes = {str(unit.pk) for unit in Unit.objects.filter(kind__in=["xa", "phuong", "thi_tran"])}
    installed = [each["installed"][-1] for key, each in done.truth.items() if key in communes]  # type: ignore[index] # as written
    assert len(installed) == shown.places == 106
    assert shown.interval is not None
    assert sum(installed) in shown.interval
    assert done.reports == Submission.objects.count()
    assert done.questions == RaisedFlag.objects.filter(settled_at=None).count() > 0


def test_everything_that_is_made_up_says_so() -> None:
    fill(SMALL, moment=MOMENT)

    assert Denominator.objects.filter(source=MADE_UP).exists()
    assert Unit.objects.filter(name__contains="thử nghiệm").count() == SMALL.bodies


def test_every_kind_of_event_is_there() -> None:
    done = fill(SMALL, moment=MOMENT)

    assert broadcasts(FIRST, done.last_day).total > 0
    assert movement(FIRST, done.last_day).total > 0
    assert complaints(FIRST, done.last_day).total > 0
    assert ground_on(done.last_day, line=Line.SCHOOLS).coverage(Unit.objects.get(stat_code="12").pk).declared


def test_the_structure_of_today_is_filled_too() -> None:
    done = fill(Wanted(seed=3, first_day=date(2025, 8, 1), days=10, bodies=0), moment=MOMENT)

    assert len(done.truth) == 38


def test_an_installation_that_holds_reports_or_has_a_publisher_is_refused() -> None:
    fill(SMALL, moment=MOMENT)
    with pytest.raises(RuleViolation) as twice:
        fill(SMALL, moment=MOMENT)
    configure_publisher("Sở thử", "Sở", "quyết định thử", actor="system", moment=MOMENT)
    with pytest.raises(RuleViolation) as real:
        fill(SMALL, moment=MOMENT)

    assert (twice.value.code, real.value.code) == ("reports_exist", "installation_is_real")


def test_a_campaign_before_any_form_holds_is_refused() -> None:
    with pytest.raises(RuleViolation) as refused:
        fill(Wanted(1, date(2019, 1, 1), 5, 0), moment=MOMENT)

    assert refused.value.code == "no_such_form"


def test_the_command_fills_and_tells(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    truth = tmp_path / "truth.json"

    with pytest.raises(SystemExit) as left:
        main(["seed", "--campaign", "--days", "6", "--bodies", "3", "--truth", str(truth), "--json"])

    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert not left.value.code
    assert told["last_day"] == "2020-08-08"
    assert len(json.loads(truth.read_text())) == 109


@pytest.mark.parametrize("words", [["seed"], ["seed", "--campaign", "--first-day", "soon"]])
def test_a_command_that_names_nothing_is_refused(words: list[str]) -> None:
    assert main(words) == 3


def test_the_same_seed_makes_the_same_happenings() -> None:
    first = happenings(5, 20)

    assert first == happenings(5, 20)
    assert {each.who for each in first} == set(Who)
