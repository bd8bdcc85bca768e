"""The register from its parts."""

from typing import Final

from bluezone.authority.retention.rules.columns.campaign import TABLES as CAMPAIGN
from bluezone.authority.retention.rules.columns.field import TABLES as FIELD
from bluezone.authority.retention.rules.columns.foundation import TABLES as FOUNDATION
from bluezone.authority.retention.rules.columns.health import TABLES as HEALTH
from bluezone.authority.retention.rules.columns.people import TABLES as PEOPLE
from bluezone.authority.retention.rules.columns.phones import TABLES as PHONES
from bluezone.authority.retention.rules.columns.places import TABLES as PLACES
from bluezone.authority.retention.rules.columns.texts import TABLES as TEXTS
from bluezone.authority.retention.rules.register import Table

REGISTER: Final[tuple[Table, ...]] = (*PEOPLE, *HEALTH, *CAMPAIGN, *FOUNDATION, *PHONES, *PLACES, *FIELD, *TEXTS)
"""The whole register."""
