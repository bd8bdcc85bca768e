"""The settings hold together."""

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_every_change_of_the_tables_has_its_migration() -> None:
    call_command("makemigrations", "--check", "--dry-run")


def test_the_project_has_no_fault_that_django_knows() -> None:
    call_command("check", fail_level="WARNING")
