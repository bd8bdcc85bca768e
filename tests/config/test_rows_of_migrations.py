"""Rows that migrations made are there for every test, whatever emptied the tables before."""

import pytest
from django.core.management import call_command

from bluezone.authority.cases.models import Definition
from bluezone.rollout.reporting.models import FormDefinition


@pytest.mark.django_db(transaction=True)
def test_what_a_new_registry_has_outlives_the_emptying_of_all_tables() -> None:
    made = [*Definition.objects.values()], [*FormDefinition.objects.order_by("id").values()]

    call_command("flush", interactive=False, verbosity=0)

    assert all(made)
    assert ([*Definition.objects.values()], [*FormDefinition.objects.order_by("id").values()]) == made
