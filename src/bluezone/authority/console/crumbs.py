"""Breadcrumbs: the way from the first page to this one."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Crumb(NamedTuple):
    """One step of the way; the last one, this page, has no address."""

    label: "StrOrPromise"
    address: str = ""
