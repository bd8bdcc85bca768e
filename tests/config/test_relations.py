"""Records point down only: from an application to one that stands before it in the settings."""

from itertools import pairwise

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import DateTimeField, Field, Model

OURS = [name for name in settings.INSTALLED_APPS if name.startswith("bluezone.")]
MODELS = [model for model in apps.get_models() if model.__module__.startswith("bluezone.")]
PLANNED = ["audit", "territory", "accounts", "delivery", "console", "directives", "reporting", "overview", "site"]


def place(model: type[Model]) -> int:
    return OURS.index(apps.get_app_config(model._meta.app_label).name)


def fields(model: type[Model]) -> list[Field[object, object]]:
    return [field for field in model._meta.get_fields() if isinstance(field, Field)]


def test_the_applications_stand_in_the_planned_order() -> None:
    labels = [name.rpartition(".")[2] for name in OURS]

    assert all(labels.index(lower) < labels.index(higher) for lower, higher in pairwise(PLANNED))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_record_points_only_to_what_stands_lower(model: type[Model]) -> None:
    upwards = [
        field.name
        for field in fields(model)
        if field.is_relation and field.related_model in MODELS and place(field.related_model) > place(model)
    ]

    assert upwards == []


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_no_record_reads_a_clock_by_itself(model: type[Model]) -> None:
    automatic = [
        field.name
        for field in fields(model)
        if isinstance(field, DateTimeField) and (field.auto_now or field.auto_now_add)
    ]

    assert automatic == []
