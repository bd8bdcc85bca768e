"""What types of venues are called, in the languages of the catalogs."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from bluezone.protocol.venues import VenueType

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

TYPES: Final[dict[VenueType, "StrPromise"]] = {
    VenueType.BUS_STATION: _("bus station"),
    VenueType.COACH: _("coach"),
    VenueType.TOURIST_SITE: _("tourist site"),
    VenueType.RESTAURANT: _("restaurant"),
    VenueType.HOTEL: _("hotel"),
    VenueType.OFFICE: _("office"),
    VenueType.SCHOOL: _("school"),
    VenueType.MARKET: _("market"),
    VenueType.HEALTH_FACILITY: _("health facility"),
    VenueType.WORSHIP: _("place of worship"),
    VenueType.EVENT: _("event"),
    VenueType.OTHER: _("another place"),
}
