"""Stated infections, for drawing and reading the chain."""

from django.db.models import QuerySet

from bluezone.authority.cases.models import Case, InfectionLink
from bluezone.authority.cases.rules.chain import Link


def links_between(cases: QuerySet[Case]) -> list[Link[str]]:
    """Return the stated infections between some cases, by the cases' ids."""
    rows = InfectionLink.objects.filter(infector__in=cases, infectee__in=cases).order_by("id")
    return [Link(str(infector), str(infectee)) for infector, infectee in rows.values_list("infector", "infectee")]
