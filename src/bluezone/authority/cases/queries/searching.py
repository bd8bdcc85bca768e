"""Finding people by a piece of their name: a few are looked up first, many are met on the way through the list."""

from typing import Final

from django.db.models import Exists, OuterRef, Q

from bluezone.authority.cases.models import Identity
from bluezone.authority.territory.naming import folded

FEW: Final = 1000
"""Up to so many people of a name are listed by their ids; where there are more, every page of a list soon meets some."""


def named(text: str) -> Q:
    """Return the condition that the person of a record has a name with `text` in it, whatever the marks and capitals.

    One question is asked at once: for the ids of those people, as far as they are few. No index helps to find the
    middle of a name, so it reads through the one that holds nothing but names and ids.
    """
    wanted = Identity.objects.filter(folded__contains=folded(text))
    few = list(wanted.order_by("folded", "person").values_list("person", flat=True)[: FEW + 1])
    return Q(person__in=few) if len(few) <= FEW else Q(Exists(wanted.filter(person=OuterRef("person"))))
