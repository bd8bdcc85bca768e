"""Publishing forms, and the commands that a morning and a new campaign need."""

import copy
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django import Settings
from tests.rollout.reporting.conftest import COUNTS, DAY, EVENING

from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.queries import communes
from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.rollout.reporting.catalogue import shipped_forms
from bluezone.rollout.reporting.identity import new_id
from bluezone.rollout.reporting.models import FormDefinition, RaisedFlag, Submission
from bluezone.rollout.reporting.queries import form_on
from bluezone.rollout.reporting.rules.versions import Source
from bluezone.rollout.reporting.services import publish_form, publish_shipped_forms, submit
from bluezone.rollout.reporting.services.bulk import ask_about_all, submit_many
from bluezone.rollout.reporting.services.submitting import Report

Tell = Callable[..., Any]
CLOCK = "tests.rollout.reporting.test_publishing.present_clock"


class PresentClock:
    """Five past eight in Lai Châu, the morning after `DAY`."""

    def now(self) -> datetime:
        return datetime(2020, 8, 15, 1, 5, tzinfo=UTC)


def present_clock() -> PresentClock:
    return PresentClock()


def a_form(**change: Any) -> dict[str, Any]:
    document = copy.deepcopy(next(each for each in shipped_forms() if each["key"] == "unit_day"))
    return document | change


def test_a_version_is_published_once_and_never_changed(province: Unit) -> None:
    known = FormDefinition.objects.count()

    publish_shipped_forms(actor="system", moment=EVENING)
    publish_form(a_form(version=2, valid_from="2020-09-01"), actor="system", moment=EVENING)

    assert FormDefinition.objects.count() == known + 1
    with pytest.raises(RuleViolation) as refused:
        publish_form(a_form(title={"vi": "Khác", "en": "Other"}), actor="system", moment=EVENING)
    assert refused.value.code == "form_version_exists"


def test_a_new_version_holds_from_its_first_day(province: Unit) -> None:
    publish_form(a_form(version=2, valid_from="2020-09-01"), actor="system", moment=EVENING)

    assert form_on("unit_day", DAY).version == 1
    assert form_on("unit_day", DAY + timedelta(days=30)).version == 2


def test_the_next_campaigns_form_is_published_from_a_file(province: Unit, settings: Settings, tmp_path: Path) -> None:
    settings.BLUEZONE_CLOCK = CLOCK
    file = tmp_path / "form.json"
    file.write_text(json.dumps(a_form(key="vaccination_day")))

    call_command("publish_form", str(file))

    assert form_on("vaccination_day", DAY).key == "vaccination_day"
    file.write_text("no form")
    with pytest.raises(MalformedMessage):
        call_command("publish_form", str(file))


def test_a_morning_asks_once(province: Unit, tell: Tell, settings: Settings) -> None:
    settings.BLUEZONE_CLOCK = CLOCK
    for place, unit in enumerate(communes(DAY).order_by("stat_code")[:14]):
        tell(unit, values={"declared": 203 + place})
    tell(communes(DAY).order_by("stat_code")[14], values={"declared": 880})

    call_command("ask_about_figures", verbosity=0)
    asked = RaisedFlag.objects.count()
    RaisedFlag.objects.all().delete()
    call_command("ask_about_figures", verbosity=0)

    assert asked == 1
    assert not RaisedFlag.objects.exists()
    call_command("ask_about_figures", "--day", DAY.isoformat(), verbosity=0)
    assert RaisedFlag.objects.count() == 1


def test_many_reports_at_once_are_read_by_the_same_rules(province: Unit) -> None:
    units = list(communes(DAY)[:6])
    reports = [
        (Report(new_id(EVENING), "commune_day", unit, DAY, COUNTS | {"visited": 401}, Source.FORM), EVENING)
        for unit in units
    ]

    kept = submit_many(reports, actor="system", moment=EVENING)
    asked = ask_about_all("commune_day", units, DAY, DAY, EVENING)

    assert (kept, asked) == (6, 6)
    assert Submission.objects.count() == 6
    one = Report(new_id(EVENING), "commune_day", units[0], DAY, COUNTS, Source.FORM)
    assert submit(one, actor="system", moment=EVENING).fate.value == "unclaimed"
    with pytest.raises(RuleViolation):
        ask_about_all("commune_day", units, DAY, DAY - timedelta(days=1), EVENING)
