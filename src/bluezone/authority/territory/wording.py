"""What kinds, sectors, trees, bases and denominators are called, in the languages of the catalogs."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bluezone.authority.territory.conversion import Basis
from bluezone.authority.territory.denominators import DenominatorKind
from bluezone.authority.territory.kinds import Kind, Sector, TreeName

Word = TypeVar("Word", bound=StrEnum)

KINDS: Final = {
    Kind.TINH: _("province"),
    Kind.THANH_PHO: _("city"),
    Kind.THI_XA: _("town (district level)"),
    Kind.QUAN: _("urban district"),
    Kind.HUYEN: _("district"),
    Kind.PHUONG: _("ward"),
    Kind.XA: _("commune"),
    Kind.THI_TRAN: _("township"),
    Kind.VILLAGE: _("village, residential group"),
    Kind.AGENCY: _("agency, public unit"),
    Kind.SCHOOL: _("school, vocational centre"),
    Kind.HEALTH_FACILITY: _("health facility"),
    Kind.UNION: _("union, mass organisation"),
    Kind.VENUE_ASSOCIATION: _("association of businesses or venues"),
    Kind.NEWSPAPER: _("newspaper, broadcaster, portal"),
    Kind.TELECOM: _("telecommunications company"),
    Kind.ENTERPRISE: _("enterprise"),
}
SECTORS: Final = {
    Sector.INFORMATION: _("information and communications"),
    Sector.HEALTH: _("health"),
    Sector.EDUCATION: _("education and training"),
    Sector.CULTURE: _("culture, sports and tourism"),
    Sector.TRANSPORT: _("transport"),
    Sector.TRADE: _("industry and trade"),
    Sector.HOME_AFFAIRS: _("home affairs"),
    Sector.SECURITY: _("police and military"),
    Sector.YOUTH: _("Youth Union"),
    Sector.WOMEN: _("Women's Union"),
    Sector.PRESS: _("press"),
    Sector.TELECOM: _("telecommunications"),
    Sector.GENERAL: _("general"),
}
TREES: Final = {
    TreeName.TERRITORY: _("territory"),
    TreeName.SECTOR: _("sector"),
    TreeName.UNION: _("union"),
}
BASES: Final = {
    Basis.UNCHANGED: _("unchanged"),
    Basis.WHOLE: _("whole"),
    Basis.PART_BY_POPULATION: _("part, by population"),
    Basis.PART_BY_AREA: _("part, by area"),
}
DENOMINATORS: Final = {
    DenominatorKind.RESIDENTS: _("residents"),
    DenominatorKind.ADULTS: _("adults"),
    DenominatorKind.SMARTPHONES: _("smartphones"),
    DenominatorKind.HOUSEHOLDS: _("households"),
    DenominatorKind.STAFF: _("staff"),
    DenominatorKind.PUPILS: _("pupils"),
}


def choices(words: Mapping[Word, Promise | str]) -> list[tuple[str, Promise | str]]:
    """Return the words as a model field wants them."""
    return [(key.value, word) for key, word in words.items()]


def values(words: Mapping[Word, Promise | str]) -> list[str]:
    """Return what may stand in the database."""
    return [key.value for key in words]
