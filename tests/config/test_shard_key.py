"""Every table of people's records could be spread over nodes by province (decision 0018), or stands on every node.

On Citus a table that is spread carries the province in its primary key and in every unique key, and what is spread may
point to what stands on every node but never the other way round. So each unique key has to keep its meaning when the
province is put before it: because it holds something random, or because it points to a row of one province.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db.models import BinaryField, Model, UniqueConstraint, UUIDField

ON_EVERY_NODE = frozenset(
    {
        "territory_unit territory_alias territory_unitedge territory_succession territory_denominator territory_sectorlead",
        "accounts_user accounts_assignment",
        "news_article news_articleversion news_telephone news_bulletin site_keptnews policy_policyversion",
        "cases_definition reporting_formdefinition",
        "studio_studiotext studio_review",
        "console_publisher overview_boundary delivery_lease",
    }
)
"""Small, and read with everything: places, people who log in, what is published for all, words and forms."""

WITH_THE_PROVINCE = {
    "audit_entry: sequence": "a chain a province, each with heads of its own; one chain of a country would be one queue",
    "audit_chainend: id": "the end of each chain",
    "audit_keptcheckpoint: id": "the last head that was kept of each chain",
    "cases_case: external_system external_id": "a case that another system sent to one province; sent to two, it is two",
    "cases_contact: external_system external_id": "the same",
    "cases_sample: laboratory external_id": "a laboratory's number, which reaches one province",
    "codes_laboratory: name": "a laboratory under contract with a province",
    "codes_totals: day": "totals of a day of the province's keyserver",
    "delivery_message: key": "made of ids, so that a message leaves once; a message has one unit",
    "directives_directive: digest": "each province reads the directive into tasks of its own",
    "exposure_reports_mailday: day": "letters that came on a day from the province's keyserver",
    "fieldwork_sheet: code": "typed from a paper that one province printed; the clerk's unit says which",
    "studio_downloadcount: day form language": "downloads from the province's site",
    "studio_material: name": "a file of the province's studio",
    "venue_register_registration: reference": "told on the telephone of the province that was asked",
    "venues_batch: day": "the day's batch of the province's feed",
}
"""Unique keys that need a sentence: what they mean once the province stands before them."""


def tables() -> dict[str, type[Model]]:
    ours = [model for model in apps.get_models() if model.__module__.startswith("bluezone.")]
    return {model._meta.db_table: model for model in ours}


def replicated() -> set[str]:
    return {name for row in ON_EVERY_NODE for name in row.split()}


def keys(model: type[Model]) -> Iterator[tuple[str, ...]]:
    """The primary key and the unique keys of a table, each as names of fields."""
    meta = model._meta
    yield from ((field.name,) for field in meta.local_concrete_fields if field.unique or field.primary_key)
    for constraint in meta.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield tuple(constraint.fields) or tuple(sorted(expressed(constraint)))


def expressed(constraint: UniqueConstraint) -> set[str]:
    return {part.name for whole in constraint.expressions for part in whole.flatten() if hasattr(part, "name")}  # type: ignore[union-attr]  # every expression of ours can be taken apart


def keeps_its_meaning(field: Any) -> bool:
    """Say whether a key with this field means the same with the province before it."""
    is_counted = field.primary_key and field.get_internal_type().endswith("AutoField")
    return isinstance(field, UUIDField | BinaryField) or field.is_relation or is_counted


def test_every_table_of_the_list_is_there() -> None:
    assert replicated() <= set(tables())


@pytest.mark.parametrize("table", sorted(set(tables()) - replicated()))
def test_the_province_can_stand_before_every_key_of_a_table_that_is_spread(table: str) -> None:
    model = tables()[table]

    unclear = {
        f"{table}: {' '.join(key)}"
        for key in keys(model)
        if not any(keeps_its_meaning(model._meta.get_field(name)) for name in key)
    }

    assert unclear <= set(WITH_THE_PROVINCE)


@pytest.mark.parametrize("table", sorted(replicated()))
def test_what_stands_on_every_node_points_to_nothing_that_is_spread(table: str) -> None:
    pointed = [field.related_model for field in tables()[table]._meta.local_concrete_fields if field.is_relation]
    ours = {model._meta.db_table for model in pointed if isinstance(model, type)} & set(tables())

    assert ours <= replicated()


def test_every_sentence_is_needed() -> None:
    found = {
        f"{table}: {' '.join(key)}"
        for table, model in tables().items()
        if table not in replicated()
        for key in keys(model)
    }

    assert set(WITH_THE_PROVINCE) <= found
