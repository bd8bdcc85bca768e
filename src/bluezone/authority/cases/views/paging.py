"""Pages of long lists: the keys of one page first, which an index alone gives; then its rows with what stands beside them."""

from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

MOST_FOUND: Final = 1000
"""How many rows a search shows at most; where there are more, more of the name is to be written."""


class ListPaginator(Paginator[Any]):
    """Pages of cases or contacts with their people and units.

    Args:
        rows: The list, in its order.
        per_page: How many rows a page has.
        is_search: Whether the list is searched by name: then it ends at `MOST_FOUND` rows, so that nothing is counted
            that nobody turns to.
    """

    def __init__(self, rows: QuerySet[Any], per_page: int, *, is_search: bool) -> None:
        """Keep the list."""
        super().__init__(rows, per_page)
        self._rows, self._is_search = rows, is_search

    @cached_property
    def count(self) -> int:
        """How many rows are shown on all pages."""
        return min(self._counted, MOST_FOUND) if self._is_search else self._counted

    @property
    def is_cut(self) -> bool:
        """Whether more was found than is shown."""
        return self._counted > self.count

    def page(self, number: int | str) -> Page[Any]:
        """Return one page: keys, then the rows by them."""
        valid = self.validate_number(number)
        first = (valid - 1) * self.per_page
        keys = list(self._rows.values_list("pk", flat=True)[first : min(first + self.per_page, self.count)])
        found = self._rows.model.objects.select_related("person__identity", "unit").in_bulk(keys)
        return Page([found[key] for key in keys if key in found], valid, self)

    @cached_property
    def _counted(self) -> int:
        return self._rows.order_by()[: MOST_FOUND + 1].count() if self._is_search else self._rows.count()


class CountedPaginator(Paginator[Any]):
    """Pages of a list whose length is known already."""

    def __init__(self, rows: QuerySet[Any, Any], per_page: int, *, count: int) -> None:
        """Keep the list and its length."""
        super().__init__(rows, per_page)
        self._count = count

    @cached_property
    def count(self) -> int:
        """How many rows there are."""
        return self._count
