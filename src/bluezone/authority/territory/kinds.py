"""What a unit can be, which sectors there are, and which trees units stand in."""

from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What a unit is: a level of the territory, or a body that stands on it."""

    TINH = "tinh"
    THANH_PHO = "thanh_pho"
    THI_XA = "thi_xa"
    QUAN = "quan"
    HUYEN = "huyen"
    PHUONG = "phuong"
    XA = "xa"
    THI_TRAN = "thi_tran"
    VILLAGE = "village"
    AGENCY = "agency"
    SCHOOL = "school"
    HEALTH_FACILITY = "health_facility"
    UNION = "union"
    VENUE_ASSOCIATION = "venue_association"
    NEWSPAPER = "newspaper"
    TELECOM = "telecom"
    ENTERPRISE = "enterprise"


DISTRICT_KINDS: Final = frozenset({Kind.THANH_PHO, Kind.THI_XA, Kind.QUAN, Kind.HUYEN})
COMMUNE_KINDS: Final = frozenset({Kind.PHUONG, Kind.XA, Kind.THI_TRAN})
TERRITORY_KINDS: Final = frozenset({Kind.TINH}) | DISTRICT_KINDS | COMMUNE_KINDS | {Kind.VILLAGE}
BODY_KINDS: Final = frozenset(Kind) - TERRITORY_KINDS


class TreeName(StrEnum):
    """Which lines a unit answers along: the ground it stands on, its sector, its union."""

    TERRITORY = "territory"
    SECTOR = "sector"
    UNION = "union"


class Sector(StrEnum):
    """The field that a body works in; who leads it is a matter of dates."""

    INFORMATION = "information"
    HEALTH = "health"
    EDUCATION = "education"
    CULTURE = "culture"
    TRANSPORT = "transport"
    TRADE = "trade"
    HOME_AFFAIRS = "home_affairs"
    SECURITY = "security"
    YOUTH = "youth"
    WOMEN = "women"
    PRESS = "press"
    TELECOM = "telecom"
    GENERAL = "general"
