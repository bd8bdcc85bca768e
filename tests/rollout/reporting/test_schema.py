"""The tables of the campaign hold no citizen, no ethnic origin, and refusals as counts only."""

from django.apps import apps
from django.db import models

from bluezone.authority.territory.models import Unit
from bluezone.rollout.reporting.models import FormDefinition, Latest, RaisedFlag, Submission

COLUMNS = {
    FormDefinition: {"id", "key", "version", "valid_from", "document", "published_at"},
    Submission: {
        *("id", "form", "unit", "part", "first_day", "last_day", "values", "source", "actor", "device_time"),
        *("received_at", "timeliness", "structure_date", "supersedes", "reason", "doubts_confirmed"),
    },
    Latest: {
        *("submission", "form_key", "unit", "part", "first_day", "last_day", "received_at", "corrected"),
        *("staff", "smartphones", "declared", "without_radio", "listed", "visited", "helped", "refused"),
    },
    RaisedFlag: {"id", "unit", "form_key", "kind", "day", "figures", "raised_at", "settled_at", "settlement"},
}
"""Every column, once looked at by a person: none can hold somebody's name, number or address."""
FORBIDDEN = ("ethnic", "dan_toc", "citizen", "patient", "birth", "national_id", "household_id", "person")


def test_every_column_of_reporting_was_looked_at() -> None:
    known = {model: {field.name for field in model._meta.get_fields() if field.concrete} for model in COLUMNS}

    assert known == COLUMNS
    assert set(apps.get_app_config("reporting").get_models()) == set(COLUMNS)


def test_no_column_of_the_campaign_speaks_of_a_citizen_or_of_ethnic_origin() -> None:
    ours = [model for model in apps.get_models() if model.__module__.startswith("bluezone.rollout.")]

    named = {f"{model.__name__}.{field.name}" for model in ours for field in model._meta.get_fields()}
    wrong = {name for name in named for word in FORBIDDEN if word in name.lower()}

    assert wrong == set()


def test_refusals_are_counts_of_a_unit_and_a_day() -> None:
    refused = Latest._meta.get_field("refused")

    assert isinstance(refused, models.PositiveIntegerField)
    assert Latest._meta.get_field("unit").related_model is Unit


def test_there_is_no_free_text_in_a_report() -> None:
    free = [field for field in Submission._meta.get_fields() if isinstance(field, models.TextField)]

    assert free == []
