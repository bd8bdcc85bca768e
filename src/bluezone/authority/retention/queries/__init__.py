"""Reading: one person's data, who looked at whom, what is kept."""

from bluezone.authority.retention.queries.person import everything_of, people_called, readable, shown
from bluezone.authority.retention.queries.reads import READS, SEARCHED, Wanted, reads

__all__ = ["READS", "SEARCHED", "Wanted", "everything_of", "people_called", "readable", "reads", "shown"]
